//! echo.rs - echo with tokio, a task per connection on the current-thread runtime.
//!
//! SPDX-License-Identifier: MIT
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn answer(mut connection: TcpStream) {
    let mut bytes = [0u8; 1024];
    let _ = connection.set_nodelay(true);
    loop {
        match connection.read(&mut bytes).await {
            Ok(0) | Err(_) => return,
            Ok(n) => {
                if connection.write_all(&bytes[..n]).await.is_err() {
                    return;
                }
            }
        }
    }
}

async fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    unsafe {
        let mut limit: libc::rlimit = std::mem::zeroed();
        libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit);
        limit.rlim_cur = limit.rlim_max;
        libc::setrlimit(libc::RLIMIT_NOFILE, &limit);
    }
    println!("{}", listener.local_addr().unwrap().port());
    loop {
        let (connection, _) = listener.accept().await.unwrap();
        tokio::spawn(answer(connection));
    }
}

fn main() {
    tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap().block_on(serve());
}
