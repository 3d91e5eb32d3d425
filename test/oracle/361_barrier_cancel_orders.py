"""A waiter of a barrier is cancelled before the last comes, in the turn in which the last comes, and while it drains: the others pass, or wait for a replacement. (3.13: the spurious wake-up of condition changes the order in the first round.)

topic: barrier
since: 3.11
"""
import asyncio
from vclock import *

async def w(k, b):
    try: p = await b.wait(); at(k, 'place', p)
    except asyncio.CancelledError: at(k, 'cancelled', b.n_waiting); raise
    except asyncio.BrokenBarrierError: at(k, 'Broken')
async def main():
    for when in (0, 1, 2, 3):
        b = asyncio.Barrier(3)
        ts = [asyncio.create_task(w(k, b)) for k in 'ab']; await ticks(1)
        if when == 0: ts[0].cancel()
        ts.append(asyncio.create_task(w('c', b)))
        if when == 1: ts[0].cancel()
        await ticks(1)
        if when == 2: ts[0].cancel()
        await ticks(1)
        if when == 3: ev('late', ts[0].cancel())
        await ticks(4)
        ev(when, [out(t) for t in ts], b.n_waiting, b.broken)
        if when == 0:
            await w('d', b); await asyncio.wait(ts); ev([out(t) for t in ts], b.n_waiting)
    b = asyncio.Barrier(2)
    t = asyncio.create_task(w('e', b)); await ticks(1)
    await b.abort(); t.cancel(); await asyncio.wait([t]); ev(out(t), b.broken)
    await w('f', b); await b.reset(); await asyncio.gather(w('g', b), w('h', b))
    t = asyncio.create_task(w('i', b)); await ticks(1)
    await b.reset(); u = asyncio.create_task(w('j', b)); await ticks(3); ev(out(t), out(u), b.n_waiting)
    await w('k', b); await u
run(main())
