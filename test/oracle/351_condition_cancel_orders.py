"""A notified waiter is cancelled before it runs, while it waits for the lock, and after: the notification goes to the next waiter if it was not used; nobody is lost.

topic: condition
since: 3.13
"""
import asyncio
from vclock import *

async def w(k, c):
    async with c:
        try: await c.wait(); at('woke', k)
        except asyncio.CancelledError: at('cancelled', k, 'locked', c.locked()); raise
async def main():
    for hold, k in ((0, 0), (2, 0), (2, 1), (0, 3)):
        c = asyncio.Condition()
        ts = [asyncio.create_task(w(k, c)) for k in (1, 2)]; await ticks(2)
        async with c:
            c.notify(1)
            if hold:
                await asyncio.sleep(k); ts[0].cancel(); await asyncio.sleep(hold)
            elif k == 0: ts[0].cancel()
        if not hold and k:
            await ticks(k); ev('late cancel', ts[0].cancel())
        d, p = await asyncio.wait(ts, timeout=5)
        ev(hold, k, [out(t) for t in ts], 'locked', c.locked())
        for t in p:
            async with c: c.notify()
            await t
run(main())
