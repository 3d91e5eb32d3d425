"""Eager tasks."""
# needs: 3.12
import asyncio


# >>> eager: Run the first step at once
async def cached(hit):
    print('looks', hit)
    if not hit:
        await asyncio.sleep(1)
        print('fetched')


async def main():
    loop = asyncio.get_running_loop()
    hit = asyncio.Task(cached(True), loop=loop, eager_start=True)
    print(hit.done())
    miss = asyncio.Task(cached(False), loop=loop, eager_start=True)
    print(miss.done())
    await miss


# <<<
asyncio.run(main())
