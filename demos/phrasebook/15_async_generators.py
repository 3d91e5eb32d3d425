"""Async generators.

A coroutine that also yields. `ASYNC_FOR` closes it however the loop is left, and waits for that: Python leaves it to
the garbage collector, unless you write `aclosing`."""
import asyncio
from contextlib import aclosing


# >>> agen: Hand out values that have to be waited for
async def ticker(n):
    try:
        while n > 0:
            await asyncio.sleep(1)
            yield n
            n -= 1
    finally:
        print('ticker ends')


async def loops():
    async for n in ticker(2):
        print(n)


# <<<
async def leaves():
    # >>> aclosing: Leave the loop early, and close it
    async with aclosing(ticker(5)) as numbers:
        async for n in numbers:
            print(n)
            break
    print('closed')
    # <<<


async def goes_on_later():
    # >>> agen-open: Leave the loop early, and go on later
    numbers = ticker(3)
    async for n in numbers:
        print(n)
        break
    print('a pause')
    async for n in numbers:
        print(n)
    # <<<


async def steps():
    # >>> anext: Step by step
    numbers = ticker(2)
    print(await anext(numbers))
    await numbers.aclose()
    print(await anext(numbers, 'end'))
    # <<<


# >>> asend: Send values and errors in
async def echo():
    answer = 'ready'
    while True:
        try:
            word = yield answer
            await asyncio.sleep(1)
            answer = word.upper()
        except ValueError:
            answer = 'caught'


async def talks():
    generator = echo()
    print(await anext(generator))
    print(await generator.asend('a'))
    print(await generator.athrow(ValueError))
    await generator.aclose()


# <<<
async def chains():
    # >>> comprehension: Map and filter
    print([n * n async for n in ticker(4) if n % 2 == 0])
    # <<<


async def numbers_them():
    # >>> enumerate: Number the values
    i = 0
    async for n in ticker(2):
        print(i, n)
        i += 1
    # <<<


for each in (loops, leaves, goes_on_later, steps, talks, chains, numbers_them):
    asyncio.run(each())
