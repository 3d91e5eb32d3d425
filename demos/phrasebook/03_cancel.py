"""Cancelling.

A cancellation is an error, raised where the task waits. `CATCH(COIR_ERROR)` lets it pass, as `except Exception` does."""
import asyncio


# >>> cancel: Cancel a task, which cleans up
async def works():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(1)
        print('cleaned up')


async def cancels():
    task = asyncio.create_task(works())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print('cancelled', task.cancelled())


# <<<
# >>> refuse: A task may refuse
async def refuses():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print('no')


async def is_refused():
    task = asyncio.create_task(refuses())
    await asyncio.sleep(0)
    task.cancel()
    await task
    print(task.cancelled())


# <<<
# >>> reason: Say why
async def asks_why():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        print(error)
        raise


async def says_why():
    task = asyncio.create_task(asks_why())
    await asyncio.sleep(0)
    task.cancel('too slow')
    await asyncio.wait([task])


# <<<
# >>> uncancel: Count the requests, and take one back
async def counts():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        print(task.cancelling(), task.uncancel())
    await asyncio.sleep(1)
    print('goes on')


# <<<
async def is_counted():
    task = asyncio.create_task(counts())
    await asyncio.sleep(0)
    task.cancel()
    await task


async def too_early_and_too_late():
    # >>> early: Before it has begun it never runs; after its end nothing happens
    task = asyncio.create_task(works())
    task.cancel()
    await asyncio.wait([task])
    print(task.cancelled(), task.cancel())
    # <<<


async def inward():
    # >>> inward: Cancelling who waits for a task cancels that task
    inner = asyncio.create_task(works())

    async def waits():
        await inner

    outer = asyncio.create_task(waits())
    await asyncio.sleep(1)
    outer.cancel()
    await asyncio.wait([outer])
    print(inner.cancelled(), outer.cancelled())
    # <<<


for each in (cancels, is_refused, says_why, is_counted, too_early_and_too_late, inward):
    asyncio.run(each())
