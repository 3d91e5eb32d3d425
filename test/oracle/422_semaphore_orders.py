"""Semaphore: several permits released at once wake as many, in order; a newcomer does not overtake; a cancelled one passes its permit on; timeouts leave the line; nothing is lost.

topic: semaphore
since: 3.13
"""
import asyncio
from vclock import *

async def w(k, s, hold):
    try:
        async with s: at('in', k); await asyncio.sleep(hold)
        at('out', k)
    except asyncio.CancelledError: at('cancelled', k); raise
async def limited(k, s, d):
    try:
        async with asyncio.timeout(d):
            async with s: at('in', k)
    except TimeoutError: at('Timeout', k)
async def main():
    s = asyncio.Semaphore(2)
    ts = [asyncio.create_task(w(k, s, k)) for k in (1, 2, 3, 4, 5)]
    lim = asyncio.create_task(limited(6, s, 2))
    await asyncio.sleep(0.5); ts[3].cancel()
    await asyncio.wait(ts + [lim]); at('locked', s.locked())
    await s.acquire(); await s.acquire()
    ts = [asyncio.create_task(w(k, s, 0)) for k in (1, 2, 3)]; await ticks(1)
    s.release(); s.release(); ev('locked', s.locked()); ts[0].cancel(); ts[1].cancel()
    new = asyncio.create_task(w('new', s, 0))
    await asyncio.wait(ts + [new]); ev([out(t) for t in ts], s.locked())
    await s.acquire(); await s.acquire(); ev(s.locked()); s.release(); s.release(); s.release()
    for _ in range(3): await s.acquire()
    ev('three', s.locked())
run(main())
