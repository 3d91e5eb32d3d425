"""Tasks.

A task is a struct of yours, with its frame: `COIR_TASK(square)` is the type of both. Results are members of the frame."""
import asyncio


# >>> define: A coroutine with an argument and a result
async def square(n):
    await asyncio.sleep(n)
    return n * n


# <<<
async def calls():
    # >>> call: Await a coroutine
    value = await square(3)
    print(value)
    # <<<


async def starts():
    # >>> create: Start tasks, and wait for them
    a = asyncio.create_task(square(2))
    b = asyncio.create_task(square(1))
    print(await a + await b)
    # <<<


async def many():
    # >>> array: Many of them
    tasks = [asyncio.create_task(square(n)) for n in range(1, 4)]
    for task in tasks:
        print(await task)
    # <<<


async def unknown_number():
    # >>> spawn: Start one whose memory is made for it
    task = asyncio.create_task(square(4))
    print(await task)
    # <<<


async def background():
    # >>> detached: Start one and forget it
    asyncio.create_task(square(1))
    # <<<
    await asyncio.sleep(2)


# >>> fail: Raise an error, and catch it from a task
async def refuses():
    await asyncio.sleep(0)
    raise ConnectionRefusedError


async def catches():
    task = asyncio.create_task(refuses())
    try:
        await task
    except ConnectionRefusedError:
        print('refused')


# <<<
async def asks():
    # >>> ask: Ask a task how it is, and how it ended
    task = asyncio.create_task(refuses())
    print(task.done())
    await asyncio.sleep(1)
    print(task.done(), task.cancelled())
    print(type(task.exception()).__name__)
    # <<<


async def names():
    # >>> name: Name a task
    task = asyncio.create_task(square(1), name='one')
    print(task.get_name())
    task.set_name('uno')
    print(task.get_name())
    # <<<
    await task


async def lists():
    task = asyncio.create_task(square(1), name='a')
    asyncio.current_task().set_name('main')
    # >>> list: The task that runs, and all of them
    print(asyncio.current_task().get_name())
    for each in asyncio.all_tasks():
        print('-', each.get_name())
    # <<<
    await task


# >>> callback: Have a function called at the end of a task
def tell(task):
    print('done:', task.result())


async def with_callback():
    task = asyncio.create_task(square(1))
    task.add_done_callback(tell)
    await task


# <<<
async def without_callback():
    task = asyncio.create_task(square(1))
    task.add_done_callback(tell)
    # >>> remove: Take a callback back
    print(task.remove_done_callback(tell))
    # <<<
    await task


async def sleeps():
    # >>> sleep: Sleep, and let others run once
    await asyncio.sleep(0.5)
    await asyncio.sleep(0)
    # <<<


# >>> itself: A task cannot wait for itself
async def waits_for_itself():
    try:
        await asyncio.current_task()
    except RuntimeError:
        print('not possible')


# <<<
async def main():
    for each in (calls, starts, many, unknown_number, background, catches, asks, names, lists, with_callback,
                 without_callback, sleeps):
        await each()
    await asyncio.create_task(waits_for_itself())


asyncio.run(main())
