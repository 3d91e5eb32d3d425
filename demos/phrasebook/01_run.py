"""Run a program."""
# >>> run: Run a coroutine as the program
import asyncio


async def main():
    print('hello')
    await asyncio.sleep(1)
    print('world')


# <<<
# >>> leftovers: What still runs at the end is cancelled, and waited for
async def forever():
    try:
        await asyncio.sleep(1000)
    finally:
        print('forever ends')


async def leaves_one():
    task = asyncio.create_task(forever())
    await asyncio.sleep(0)
    print('main ends before', task.done())


# <<<
async def where_am_i():
    # >>> loop: The loop that runs, and its time
    loop = asyncio.get_running_loop()
    start = loop.time()
    await asyncio.sleep(2.5)
    print('passed', loop.time() - start)
    # <<<


async def fails():
    await asyncio.sleep(0)
    raise ValueError


async def answer():
    await asyncio.sleep(1)
    return 42


def with_runner():
    # >>> runner: Several runs on one loop
    with asyncio.Runner() as runner:
        print('answer', runner.run(answer()))
        try:
            runner.run(fails())
        except ValueError:
            print('ValueError')
    # <<<


# >>> nested: Running a loop inside a running one is refused
async def nested():
    coroutine = main()
    try:
        asyncio.run(coroutine)
    except RuntimeError:
        print('not here')
    coroutine.close()


# <<<
# >>> no-loop: Outside of a loop there is none
def outside():
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        print('no loop')


# <<<
if __name__ == '__main__':
    asyncio.run(leaves_one())
    asyncio.run(where_am_i())
    with_runner()
    asyncio.run(nested())
    outside()
    # >>> run
    asyncio.run(main())
    # <<<
