"""A waiter that times out was not notified and wakes nobody; since 3.13 it wakes the next one all the same, a spurious wake-up.

topic: condition
since: 3.11
"""
import asyncio
from vclock import *

async def w(k, c, d):
    async with c:
        try:
            async with asyncio.timeout(d): await c.wait(); at('woke', k)
        except TimeoutError: at('Timeout', k)
async def main():
    c = asyncio.Condition()
    ts = [asyncio.create_task(w(k, c, d)) for k, d in ((1, 2), (2, 9))]
    await asyncio.sleep(5)
    async with c: c.notify(1); at('notified')
    await asyncio.wait(ts)
run(main())
