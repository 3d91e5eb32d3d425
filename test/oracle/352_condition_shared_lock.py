"""Two conditions over one lock; a waiter whose lock is taken by others meanwhile; notify while nobody waits is lost; the order after notify is the line for the lock.

topic: condition
since: 3.13
"""
import asyncio
from vclock import *

async def w(k, c, lk):
    async with lk: await c.wait(); at('woke', k)
async def taker(k, lk):
    async with lk: at('took', k); await asyncio.sleep(1)
async def main():
    lk = asyncio.Lock(); a, b = asyncio.Condition(lk), asyncio.Condition(lk)
    async with lk: a.notify_all(); b.notify(3)
    ts = [asyncio.create_task(w(k, c, lk)) for k, c in ((1, a), (2, b), (3, a), (4, b))]
    await ticks(3)
    await lk.acquire()
    ts.append(asyncio.create_task(taker('x', lk))); await ticks(1)
    a.notify(1); b.notify_all(); ts.append(asyncio.create_task(taker('y', lk)))
    await ticks(2); lk.release()
    await asyncio.sleep(5)
    async with lk: a.notify_all()
    await asyncio.wait(ts); at('end', lk.locked())
run(main())
