"""Queues that end."""
# needs: 3.13
import asyncio


# >>> queue-shutdown: Say that nothing more will come
async def consumes(queue):
    try:
        while True:
            print('got', await queue.get())
            await asyncio.sleep(1)
    except asyncio.QueueShutDown:
        print('that was all')


async def ends():
    queue = asyncio.Queue(3)
    task = asyncio.create_task(consumes(queue))
    for n in (1, 2, 3):
        await queue.put(n)
    queue.shutdown()
    await task
    try:
        await queue.put(4)
    except asyncio.QueueShutDown:
        print('no more')


# <<<
async def drops():
    # >>> queue-shutdown-now: At once; what is left is dropped
    queue = asyncio.Queue(3)
    queue.put_nowait(1)
    queue.shutdown(immediate=True)
    try:
        await queue.get()
    except asyncio.QueueShutDown:
        print('nothing')
    # <<<


for each in (ends, drops):
    asyncio.run(each())
