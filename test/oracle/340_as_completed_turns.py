"""as_completed: those that end in the same tick come in the order of their ends; done ones cost two turns; the loop body may wait, and what ends meanwhile comes without suspending; leaving early leaves the rest alone.

topic: as_completed
since: 3.13
"""
import asyncio
from vclock import *

n = 0
async def ticker():
    global n
    while True: n += 1; await asyncio.sleep(0)
async def w(k): await ticks(k); return k
async def main():
    t = asyncio.create_task(ticker()); await ticks(1)
    ts = [asyncio.create_task(w(k)) for k in (4, 1, 2, 1)]; s = n
    async for d in asyncio.as_completed(ts): ev('got', ts.index(d), n - s)
    s = n
    async for d in asyncio.as_completed(ts): ev('done already', n - s)
    ts = [asyncio.create_task(w(k)) for k in (1, 2, 12)]; s = n
    async for d in asyncio.as_completed(ts):
        ev('slow', ts.index(d), n - s); await ticks(5); ev('next', n - s)
    ts = [asyncio.create_task(w(k)) for k in (1, 3)]; s = n
    async for d in asyncio.as_completed(ts): ev('break', ts.index(d)); break
    await ticks(5); ev([out(t) for t in ts])
    t.cancel()
run(main())
