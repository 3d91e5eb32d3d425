"""Turn accounting of wait: a task ends at turn n, wait notices at n+1, its caller goes on at n+2; done tasks cost two turns too; what ends meanwhile is counted as done.

topic: wait
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
    for ks in ((0,), (3,), (1, 2), (1, 3), (1, 4)):
        ts = [asyncio.create_task(w(k)) for k in ks]; s = n
        d, p = await asyncio.wait(ts, return_when=asyncio.FIRST_COMPLETED)
        ev('first of', ks, n - s, 'done', len(d), 'pending', len(p))
        s = n; d, p = await asyncio.wait(ts)
        ev('all', n - s, len(d), len(p))
        s = n; await asyncio.wait(ts); ev('all again', n - s)
    ts = [asyncio.create_task(bad(2)), asyncio.create_task(w(4))]; s = n
    d, p = await asyncio.wait(ts, return_when=asyncio.FIRST_EXCEPTION); ev('exception', n - s, len(d), len(p))
    s = n; d, p = await asyncio.wait(ts, return_when=asyncio.FIRST_EXCEPTION); ev('known exception', n - s, len(d), len(p))
    ts[0].exception()
    s = n; d, p = await asyncio.wait([asyncio.create_task(w(9))], timeout=0); ev('no time', n - s, len(d), len(p))
    t.cancel()
run(main())
