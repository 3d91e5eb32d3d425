"""py_asyncio.py - the workloads on CPython's asyncio: the same program, fewer rounds.

prog WORKLOAD [N], as the others. (Not called asyncio.py: that would hide the module.)
SPDX-License-Identifier: MIT
"""
import asyncio
import os
import random
import sys
import time

DEPTH, TASKS, SPAN, TURN, STANDING, TIMEOUT = 100, 100, 1000.0, 1.0, 1000, 30.0
OUTSTANDING = 100_000  # timers; ten times fewer than the others


def per_operation(start, n):
    return (time.process_time_ns() - start) / n


def counter(n):
    for i in range(n):
        yield i


def level(below, n):
    if below:
        yield from level(below - 1, n)
    else:
        yield from counter(n)


def consume(generator, n):
    total = 0
    start = time.process_time_ns()
    for value in generator:
        total += value
    assert total == n * (n - 1) // 2
    return per_operation(start, n)


def g1(n):
    return consume(counter(n), n)


def g2(n):
    return consume(level(8, n), n)  # nine delegate, the tenth counts


def g2_100(n):
    return consume(level(98, n), n)


async def giver(below, times):
    if below:
        return await giver(below - 1, times)
    for _ in range(times):
        await asyncio.sleep(0)
    return times


async def switches(n, depth):
    each = n // TASKS
    tasks = [asyncio.create_task(giver(depth - 1, each)) for _ in range(TASKS)]
    start = time.process_time_ns()
    for task in tasks:
        assert await task == each
    return per_operation(start, each * TASKS)


def t1(n):
    return asyncio.run(switches(n, 1))


def t1b(n):
    return asyncio.run(switches(n, DEPTH))


async def add(a, b):
    return a + b


async def awaits(n):
    total = 0
    start = time.process_time_ns()
    for i in range(n):
        total += await add(i, 1)
    assert total == n * (n + 1) // 2
    return per_operation(start, n)


async def spawns(n):
    total = 0
    start = time.process_time_ns()
    for i in range(n):
        total += await asyncio.create_task(add(i, 1))
    assert total == n * (n + 1) // 2
    return per_operation(start, n)


def t2a(n):
    return asyncio.run(awaits(n))


def t2b(n):
    return asyncio.run(spawns(n))


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


async def sleepers(n):
    async def sleeper():
        for _ in range(10):
            await asyncio.sleep(1000 + random.random())

    before = resident()
    tasks = [asyncio.create_task(sleeper()) for _ in range(n)]
    await asyncio.sleep(0)
    print((resident() - before) / len(tasks), flush=True)
    os._exit(0)  # cancelling them all would take longer than the measurement


def t3(n):
    asyncio.run(sleepers(n))


class VirtualLoop(asyncio.SelectorEventLoop):
    """Never blocks; its clock goes on by TURN whenever it has nothing else to do."""

    now = 0.0

    def time(self):
        return self.now

    def _run_once(self):
        if not self._ready:
            self.now += TURN
            self.call_soon(int)
        super()._run_once()


def t4(n):
    loop, fired = VirtualLoop(), 0

    def again():
        nonlocal fired
        fired += 1
        loop.call_later(random.random() * SPAN, again)
        if fired == n:
            loop.stop()

    for _ in range(OUTSTANDING):
        loop.call_later(random.random() * SPAN, again)
    start = time.process_time_ns()
    loop.run_forever()
    return per_operation(start, fired)


async def arms(n):
    """A turn after every hundred, because that is where asyncio tidies its heap."""
    loop = asyncio.get_running_loop()
    for _ in range(STANDING):
        loop.call_later(1 + random.random() * TIMEOUT, int)
    start = time.process_time_ns()
    for i in range(n):
        loop.call_later(TIMEOUT, int).cancel()
        if i % 100 == 0:
            await asyncio.sleep(0)
    return per_operation(start, n)


def t4c(n):
    return asyncio.run(arms(n))


ROOM, PAIRS, PERMITS = 16, 8, 4


async def produce(queue, n):
    for i in range(n):
        await queue.put(i)


async def consume(queue, n):
    return sum([await queue.get() for _ in range(n)])


async def pairs(n, count):
    queue, each = asyncio.Queue(ROOM), n // count
    start = time.process_time_ns()
    consumers = [asyncio.create_task(consume(queue, each)) for _ in range(count)]
    await asyncio.gather(*[produce(queue, each) for _ in range(count)])
    assert sum(await asyncio.gather(*consumers)) == count * each * (each - 1) // 2
    return per_operation(start, each * count)


async def play(mine, theirs, n):
    for _ in range(n):
        await mine.wait()
        mine.clear()
        theirs.set()


async def ping_pong(n):
    ping, pong = asyncio.Event(), asyncio.Event()
    ping.set()
    start = time.process_time_ns()
    await asyncio.gather(play(ping, pong, n), play(pong, ping, n))
    return per_operation(start, n)


async def take_turns(lock, n):
    await lock.acquire()
    await asyncio.sleep(0)
    for _ in range(n):
        lock.release()
        await lock.acquire()
    lock.release()


async def lock_ping_pong(n):
    lock = asyncio.Lock()
    start = time.process_time_ns()
    await asyncio.gather(take_turns(lock, n), take_turns(lock, n))
    return per_operation(start, n)


async def gathers(n, count):
    total, rounds = 0, n // count
    start = time.process_time_ns()
    for _ in range(rounds):
        total += sum(await asyncio.gather(*[add(k, 1) for k in range(count)]))
    assert total == rounds * count * (count + 1) // 2
    return per_operation(start, rounds * count)


async def contend(semaphore, n):
    for _ in range(n):
        async with semaphore:
            await asyncio.sleep(0)


async def contenders(n, count):
    semaphore, each = asyncio.Semaphore(PERMITS), n // count
    start = time.process_time_ns()
    await asyncio.gather(*[contend(semaphore, each) for _ in range(count)])
    return per_operation(start, each * count)


def running(workload, *arguments):
    return lambda n: asyncio.run(workload(n, *arguments))


WORKLOADS = {
    "G1": (g1, 2_000_000), "G2": (g2, 500_000), "G2_100": (g2_100, 100_000),
    "T1": (t1, 200_000), "T1b": (t1b, 50_000), "T2a": (t2a, 1_000_000), "T2b": (t2b, 30_000),
    "T3": (t3, 50_000), "T4": (t4, 100_000), "T4c": (t4c, 200_000),
    "T5": (running(pairs, 1), 200_000), "T5_8": (running(pairs, PAIRS), 200_000),
    "T6": (running(ping_pong), 50_000), "T6_lock": (running(lock_ping_pong), 50_000),
}
for size in (10, 100, 1000, 10_000, 100_000):
    WORKLOADS[f"gather_{size}"] = (running(gathers, size), 100_000)
    WORKLOADS[f"semaphore_{size}"] = (running(contenders, size), 200_000)


def main():
    run, n = WORKLOADS.get(sys.argv[1], (None, 0))
    if run is None:
        sys.exit(3)
    print(run(int(sys.argv[2]) if len(sys.argv) > 2 else n))


main()
