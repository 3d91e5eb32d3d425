"""The last child ends, and the awaiting task is cancelled before gather notices, or after it noticed: Cancelled both times; a child that failed first stays the outcome if it was noticed.

topic: gather
since: 3.13
"""
import asyncio
from vclock import *

async def w(fail):
    await ticks(2)
    if fail: raise ValueError('w')
async def g(fail):
    try: await asyncio.gather(w(fail)); ev('got')
    except BaseException as e: ev('gather raised', x(e)); raise
async def main():
    for fail in (False, True):
        for k in (2, 3, 4, 5, 6, 7):
            t = asyncio.create_task(g(fail)); await ticks(k)
            c = t.cancel()
            await asyncio.wait([t]); ev(k, c, out(t))
run(main())
