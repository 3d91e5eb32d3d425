"""Turn accounting of condition: notified with the lock free next turn, or held; wait_for checks with the lock held; waiters that time out leave the line and hold the lock.

topic: condition
since: 3.13
"""
import asyncio
from vclock import *

n = 0
async def ticker():
    global n
    while True: n += 1; await asyncio.sleep(0)
async def w(k, c):
    async with c: await c.wait(); ev('woke', k, n - s)
async def limited(k, c, d):
    async with c:
        try:
            async with asyncio.timeout(d): await c.wait(); at('notified', k)
        except TimeoutError: at('Timeout', k, 'locked', c.locked())
async def main():
    global s
    t = asyncio.create_task(ticker()); await ticks(1)
    c = asyncio.Condition()
    ts = [asyncio.create_task(w(k, c)) for k in (1, 2, 3)]; await ticks(2)
    s = n
    async with c: c.notify(1)
    await ticks(4)
    s = n
    async with c: c.notify_all(); await ticks(2)
    ev('released', n - s, 'locked', c.locked())
    await asyncio.wait(ts); t.cancel()
    ts = [asyncio.create_task(limited(k, c, d)) for k, d in ((1, 9), (2, 9), (3, 4))]
    await asyncio.sleep(3)
    async with c: c.notify(2); await asyncio.sleep(3)
    await asyncio.wait(ts)
run(main())
