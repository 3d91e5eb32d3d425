"""Threads and names.

What blocks goes to a thread."""
import asyncio


# >>> to-thread: Run a function that blocks
def add_up(numbers):
    return sum(numbers)


async def blocks():
    print(await asyncio.to_thread(add_up, [1, 2, 3]))


# <<<
async def pools():
    # >>> executor: Have threads of your own
    from concurrent.futures import ThreadPoolExecutor
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(2) as pool:
        print(await loop.run_in_executor(pool, add_up, [4, 5, 6]))
    # <<<


async def names():
    # >>> getaddrinfo: Find the addresses of a name
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo('127.0.0.1', 80)
    print('%s:%d' % found[0][4])
    # <<<


for each in (blocks, pools, names):
    asyncio.run(each())
