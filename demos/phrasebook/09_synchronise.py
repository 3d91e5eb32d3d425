"""Locks and their kin.

All of them serve first come, first served. A permit that was released while somebody waits is reserved for the
first who waits; asyncio does the same for locks and semaphores, and Coir for everything."""
import asyncio


# >>> lock: One at a time
async def writes(lock, name):
    async with lock:
        print(name, 'begins')
        await asyncio.sleep(1)
        print(name, 'ends')


async def one_at_a_time():
    lock = asyncio.Lock()
    await asyncio.gather(writes(lock, 'a'), writes(lock, 'b'))


# <<<
async def by_hand():
    lock = asyncio.Lock()
    # >>> lock-hand: Without a block
    await lock.acquire()
    print(lock.locked())
    lock.release()
    try:
        lock.release()
    except RuntimeError:
        print('nobody holds it')
    # <<<


# >>> event: Wait until something has happened
async def waits(event, name):
    await event.wait()
    print(name, 'goes')


async def gives_a_sign():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waits(event, name)) for name in 'ab']
    await asyncio.sleep(1)
    event.set()
    for task in tasks:
        await task
    event.clear()
    print(event.is_set())


# <<<
# >>> condition: Wait, with a lock, for a change
class Pool:
    def __init__(self):
        self.changed = asyncio.Condition()
        self.free = 0


async def takes(pool, name):
    async with pool.changed:
        await pool.changed.wait_for(lambda: pool.free > 0)
        pool.free -= 1
        print(name, 'takes one')


async def gives(pool, n):
    async with pool.changed:
        pool.free += n
        pool.changed.notify(n)


async def two_for_two():
    pool = Pool()
    tasks = [asyncio.create_task(takes(pool, name)) for name in 'ab']
    await asyncio.sleep(1)
    await gives(pool, 1)
    await asyncio.sleep(1)
    print('one is left')
    await gives(pool, 1)
    for task in tasks:
        await task


# <<<
# >>> condition-wait: The same without a predicate
async def watches(changed, name):
    async with changed:
        await changed.wait()
        print(name, 'has noticed')


async def tells_all():
    changed = asyncio.Condition()
    tasks = [asyncio.create_task(watches(changed, name)) for name in 'ab']
    await asyncio.sleep(1)
    async with changed:
        changed.notify_all()
    for task in tasks:
        await task


# <<<
# >>> semaphore: At most so many at a time
async def downloads(permits, n):
    async with permits:
        await asyncio.sleep(1)
        print(n, 'at', int(asyncio.get_running_loop().time()))


async def two_at_a_time():
    permits = asyncio.Semaphore(2)
    await asyncio.gather(*[downloads(permits, n) for n in range(4)])


# <<<
async def bounded():
    # >>> bounded: And never more than there were
    permits = asyncio.BoundedSemaphore(1)
    await permits.acquire()
    print(permits.locked())
    permits.release()
    try:
        permits.release()
    except ValueError:
        print('too many')
    # <<<


# >>> barrier: Wait for each other
async def rider(barrier, seconds):
    await asyncio.sleep(seconds)
    print('ready', seconds)
    place = await barrier.wait()
    print('go', place)


async def starts_together():
    barrier = asyncio.Barrier(2)
    await asyncio.gather(rider(barrier, 1), rider(barrier, 2))


# <<<
# >>> barrier-abort: Break a barrier, and mend it
async def gives_up(barrier):
    try:
        await barrier.wait()
    except asyncio.BrokenBarrierError:
        print('broken')


async def breaks():
    barrier = asyncio.Barrier(2)
    task = asyncio.create_task(gives_up(barrier))
    await asyncio.sleep(1)
    print(barrier.n_waiting)
    await barrier.abort()
    await task
    print(barrier.broken)
    await barrier.reset()
    print(barrier.broken)


# <<<
for each in (one_at_a_time, by_hand, gives_a_sign, two_for_two, tells_all, two_at_a_time, bounded, starts_together,
             breaks):
    asyncio.run(each())
