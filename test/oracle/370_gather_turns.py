"""Turn accounting of gather: a child ends at turn n, gather notices at n+1, who awaits it goes on at n+2; done children and no children.

topic: gather
since: 3.13
"""
import asyncio
from vclock import *

n = 0
async def ticker():
    global n
    while True: n += 1; await asyncio.sleep(0)
async def w(k): await ticks(k)
async def bad(k): await ticks(k); raise ValueError(k)
async def main():
    t = asyncio.create_task(ticker()); await ticks(1)
    s = n
    await asyncio.gather()
    ev('none', n - s); s = n
    await asyncio.gather(w(0))
    ev('one', n - s); s = n
    await asyncio.gather(w(3), w(1))
    ev('two', n - s)
    a, b = asyncio.create_task(w(0)), asyncio.create_task(w(1)); await ticks(4)
    s = n
    await asyncio.gather(a, b)
    ev('done already', n - s); s = n
    try: await asyncio.gather(bad(1), w(5))
    except ValueError as e: ev('failed', n - s, x(e))
    s = n
    r = await asyncio.gather(bad(2), w(1), return_exceptions=True)
    ev('collected', n - s, len(r))
    t.cancel()
run(main())
