"""Queues.

The slots are yours, and their number is the bound. An item is copied in and out, so a pointer is an item too."""
import asyncio


# >>> queue: Hand items from task to task
async def produces(queue):
    for n in range(4):
        await queue.put(n)
        print('put', n)
    await queue.put(None)


async def consumes(queue):
    while (n := await queue.get()) is not None:
        await asyncio.sleep(1)
        print('got', n)


async def in_order():
    queue = asyncio.Queue(maxsize=2)
    await asyncio.gather(produces(queue), consumes(queue))


# <<<
async def without_waiting():
    # >>> queue-nowait: Without waiting; and ask how full it is
    queue = asyncio.Queue(1)
    queue.put_nowait(1)
    print(queue.qsize(), queue.full(), queue.maxsize)
    try:
        queue.put_nowait(2)
    except asyncio.QueueFull:
        print('full')
    print(queue.get_nowait(), queue.empty())
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty:
        print('empty')
    # <<<


# >>> queue-join: Wait until all of it has been worked off
async def worker(queue):
    while True:
        n = await queue.get()
        await asyncio.sleep(n)
        print('worked', n)
        queue.task_done()


async def works_off():
    queue = asyncio.Queue(3)
    for n in (1, 2, 3):
        queue.put_nowait(n)
    task = asyncio.create_task(worker(queue))
    await queue.join()
    task.cancel()
    print('all done')


# <<<
async def best_first():
    # >>> queue-priority: The best first
    queue = asyncio.PriorityQueue(3)
    for n in (5, 1, 3):
        queue.put_nowait(n)
    print(await queue.get())
    # <<<


async def newest_first():
    # >>> queue-lifo: The newest first
    queue = asyncio.LifoQueue(3)
    for n in (5, 1, 3):
        queue.put_nowait(n)
    print(await queue.get())
    # <<<


async def unbounded():
    # >>> queue-unbounded: Without a bound
    queue = asyncio.Queue()
    for n in (1, 2, 3):
        queue.put_nowait(n)
    print(await queue.get())
    # <<<


for each in (in_order, without_waiting, works_off, best_first, newest_first, unbounded):
    asyncio.run(each())
