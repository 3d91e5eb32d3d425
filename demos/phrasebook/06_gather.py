"""Wait for several.

`COIR_WATCH` connects an array of `struct coir_watch`, one for each, with an array of tasks. All of these take tasks
of different coroutines too: set `.task` of each element yourself."""
import asyncio


async def fetch(n):
    await asyncio.sleep(n)
    if n == 2:
        raise ConnectionRefusedError
    return n * 10


async def gathers():
    # >>> gather: Run several, and wait for all
    results = await asyncio.gather(fetch(3), fetch(1))
    print(results)
    # <<<


async def one_fails():
    # >>> gather-fails: The first error ends it; the others go on
    tasks = [asyncio.create_task(fetch(n)) for n in (1, 2, 3)]
    try:
        await asyncio.gather(*tasks)
    except ConnectionRefusedError:
        print('refused;', 'the last is done:', tasks[2].done())
    # <<<
    await tasks[2]


async def keeps_errors():
    # >>> gather-errors: Wait for all, whatever happens
    tasks = [asyncio.create_task(fetch(n)) for n in (1, 2)]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        print('error' if isinstance(result, Exception) else result)
    # <<<


async def keeps_a_handle():
    # >>> gather-handle: Keep it, and cancel all of it
    tasks = [asyncio.create_task(fetch(n)) for n in (5, 6)]
    both = asyncio.gather(*tasks)
    await asyncio.sleep(1)
    both.cancel()
    try:
        await both
    except asyncio.CancelledError:
        print([task.cancelled() for task in tasks])
    # <<<


async def waits():
    # >>> wait: Wait for the first, and see which
    tasks = [asyncio.create_task(fetch(n)) for n in (4, 1)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for n, task in enumerate(tasks):
        print(n, 'done' if task in done else 'pending')
    # <<<
    await tasks[0]


async def waits_for_errors():
    # >>> wait-errors: Or for the first error
    tasks = [asyncio.create_task(fetch(n)) for n in (4, 2, 1)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    print(len(done), 'done')
    # <<<
    await tasks[0]


async def waits_a_while():
    # >>> wait-timeout: Or for all, but not too long
    tasks = [asyncio.create_task(fetch(n)) for n in (1, 5)]
    done, pending = await asyncio.wait(tasks, timeout=3)
    print(len(done), 'done')
    for task in pending:
        task.cancel()
    # <<<


async def takes():
    # >>> as-completed: Take them as they are done
    tasks = [asyncio.create_task(fetch(n)) for n in (3, 1, 4)]
    for next_one in asyncio.as_completed(tasks):
        print(await next_one)
    # <<<


async def takes_in_time():
    # >>> as-completed-timeout: As long as there is time
    tasks = [asyncio.create_task(fetch(n)) for n in (1, 5)]
    try:
        for next_one in asyncio.as_completed(tasks, timeout=3):
            print(await next_one)
    except TimeoutError:
        print('enough')
    # <<<
    await tasks[1]


async def shields():
    # >>> shield: Wait without passing a cancellation on
    task = asyncio.create_task(fetch(3))

    async def impatient():
        await asyncio.shield(task)

    waiter = asyncio.create_task(impatient())
    await asyncio.sleep(1)
    waiter.cancel()
    await asyncio.wait([waiter])
    print(waiter.cancelled(), await task)
    # <<<


for each in (gathers, one_fails, keeps_errors, keeps_a_handle, waits, waits_for_errors, waits_a_while, takes,
             takes_in_time, shields):
    asyncio.run(each())
