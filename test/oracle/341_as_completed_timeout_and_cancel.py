"""as_completed with a timeout: a task that ends at the deadline comes if its end was noticed first; Timeout raised once; cancelled meanwhile the tasks go on.

topic: as_completed
since: 3.13
"""
import asyncio
from vclock import *

async def w(n, d): await asyncio.sleep(d); at('end', n); return n
async def each(ts, limit):
    try:
        async for d in asyncio.as_completed(ts, timeout=limit): at('got', ts.index(d))
        at('all')
    except TimeoutError: at('Timeout')
    except asyncio.CancelledError: at('Cancelled'); raise
async def main():
    ts = [asyncio.create_task(w(n, n)) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    await each(ts, 2)
    await asyncio.sleep(5); ev([out(t) for t in ts])
    ts = [asyncio.create_task(w(n, n)) for n in (1, 2, 3)]
    t = asyncio.create_task(each(ts, None))
    await asyncio.sleep(1.5); t.cancel()
    await asyncio.wait([t]); at(out(t)); await asyncio.wait(ts); ev([out(t) for t in ts])
    ts = [asyncio.create_task(w(n, n)) for n in (1, 2)]
    await each(ts, 0); await asyncio.sleep(3)
run(main())
