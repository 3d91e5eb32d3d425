// tokio.rs - the workloads on tokio's current-thread runtime.
//
// prog WORKLOAD [N], as the others. Its channel has one consumer, so there is no T5_8. yield_now and
// the cooperative budget are left as they are.
// SPDX-License-Identifier: MIT
use std::sync::Arc;
use tokio::sync::{mpsc, Mutex, Notify, Semaphore};
use tokio::task::{spawn, yield_now, JoinHandle};

const ROOM: usize = 16;
const TASKS: usize = 100;
const PERMITS: usize = 4;

fn cpu() -> f64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut now) };
    now.tv_sec as f64 * 1e9 + now.tv_nsec as f64
}

async fn all(handles: Vec<JoinHandle<()>>) {
    for handle in handles {
        handle.await.unwrap();
    }
}

async fn t1(n: usize) {
    all((0..TASKS)
        .map(|_| {
            spawn(async move {
                for _ in 0..n / TASKS {
                    yield_now().await;
                }
            })
        })
        .collect())
    .await;
}

async fn t2b(n: usize) {
    let mut sum = 0;
    for i in 0..n {
        sum += spawn(async move { i + 1 }).await.unwrap();
    }
    assert_eq!(sum, n * (n + 1) / 2);
}

async fn t5(n: usize) {
    let (tx, mut rx) = mpsc::channel::<i64>(ROOM);
    let consumer = spawn(async move {
        let mut sum = 0;
        while let Some(item) = rx.recv().await {
            sum += item as usize;
        }
        assert_eq!(sum, n * (n - 1) / 2);
    });
    let producer = spawn(async move {
        for i in 0..n {
            tx.send(i as i64).await.unwrap();
        }
    });
    all(vec![consumer, producer]).await;
}

async fn t6(n: usize) {
    let events = [Arc::new(Notify::new()), Arc::new(Notify::new())];
    events[0].notify_one();
    all((0..2)
        .map(|number| {
            let (mine, theirs) = (events[number].clone(), events[1 - number].clone());
            spawn(async move {
                for _ in 0..n {
                    mine.notified().await;
                    theirs.notify_one();
                }
            })
        })
        .collect())
    .await;
}

async fn t6_lock(n: usize) {
    let lock = Arc::new(Mutex::new(()));
    all((0..2)
        .map(|_| {
            let lock = lock.clone();
            spawn(async move {
                let mut held = lock.lock().await;
                yield_now().await;
                for _ in 0..n {
                    drop(held);
                    held = lock.lock().await;
                }
            })
        })
        .collect())
    .await;
}

async fn gather(n: usize, count: usize) {
    let (mut sum, rounds) = (0, n / count);
    for _ in 0..rounds {
        let handles: Vec<_> = (0..count).map(|k| spawn(async move { k + 1 })).collect();
        for handle in handles {
            sum += handle.await.unwrap();
        }
    }
    assert_eq!(sum, rounds * count * (count + 1) / 2);
}

async fn contenders(n: usize, count: usize) {
    let semaphore = Arc::new(Semaphore::new(PERMITS));
    all((0..count)
        .map(|_| {
            let semaphore = semaphore.clone();
            spawn(async move {
                for _ in 0..n / count {
                    let _permit = semaphore.acquire().await.unwrap();
                    yield_now().await;
                }
            })
        })
        .collect())
    .await;
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (name, size) = match words[1].rsplit_once('_') {
        Some((name, size)) if size.parse::<usize>().is_ok() => (name, size.parse().unwrap()),
        _ => (words[1].as_str(), 0),
    };
    let began = cpu();
    let usual = match name {
        "T1" | "T5" => 5_000_000,
        "T6" | "T6_lock" => 2_000_000,
        _ => 1_000_000,
    };
    let n = words.get(2).map_or(usual, |text| text.parse().unwrap());
    match (name, size) {
        ("T1", 0) => runtime.block_on(t1(n)),
        ("T2b", 0) => runtime.block_on(t2b(n)),
        ("T5", 0) => runtime.block_on(t5(n)),
        ("T6", 0) => runtime.block_on(t6(n)),
        ("T6_lock", 0) => runtime.block_on(t6_lock(n)),
        ("gather", 10..) => runtime.block_on(gather(n, size)),
        ("semaphore", 10..) => runtime.block_on(contenders(n, size)),
        _ => std::process::exit(3),
    }
    println!("{:.4}", (cpu() - began) / n as f64);
}
