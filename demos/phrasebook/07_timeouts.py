"""Timeouts."""
import asyncio


async def slow():
    await asyncio.sleep(10)
    return 1


async def block():
    # >>> timeout: Give a block a deadline
    try:
        async with asyncio.timeout(2):
            await slow()
            print('never')
    except TimeoutError:
        print('too late')
    # <<<


async def at_a_time():
    # >>> timeout-at: A point of the loop's time
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout_at(loop.time() + 1):
            await slow()
    except TimeoutError:
        print('too late')
    # <<<


async def moves():
    # >>> reschedule: Move the deadline, and ask about it
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(1) as limit:
        limit.reschedule(loop.time() + 60)
        await slow()
        print(limit.when() - loop.time(), 'left')
    print(limit.expired())
    # <<<


async def later():
    # >>> timeout-none: Begin without one
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(None) as limit:
            await asyncio.sleep(5)
            limit.reschedule(loop.time() + 1)
            await slow()
    except TimeoutError:
        print(limit.expired())
    # <<<


async def one_await():
    # >>> wait-for: Give a single await a deadline
    try:
        await asyncio.wait_for(slow(), timeout=3)
    except TimeoutError:
        print('not in time')
    print(await asyncio.wait_for(slow(), timeout=60))
    # <<<


async def a_task():
    # >>> wait-for-task: The same with a task
    task = asyncio.create_task(slow())
    try:
        await asyncio.wait_for(task, timeout=3)
    except TimeoutError:
        print('not in time', task.cancelled())
    # <<<


async def nested():
    # >>> timeout-nested: One in the other
    try:
        async with asyncio.timeout(1):
            try:
                async with asyncio.timeout(5):
                    await slow()
            except TimeoutError:
                print('not this one')
    except TimeoutError:
        print('the outer one')
    # <<<


async def suppressed():
    # >>> move-on: Just go on at the deadline
    try:
        async with asyncio.timeout(1):
            await slow()
    except TimeoutError:
        pass
    print('goes on')
    # <<<


for each in (block, at_a_time, moves, later, one_await, a_task, nested, suppressed):
    asyncio.run(each())
