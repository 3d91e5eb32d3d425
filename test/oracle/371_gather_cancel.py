"""gather cancelled: all unfinished children are asked in order; with return_exceptions it waits for all, else for the first that ends cancelled; a second request asks the rest again; a child's own error beats the cancellation.

topic: gather
since: 3.13
"""
import asyncio
from vclock import *

async def w(n, c, fail=False):
    try: await asyncio.sleep(50)
    except asyncio.CancelledError:
        at('asked', n); await asyncio.sleep(c); at('cleaned', n)
        if fail: raise ValueError(n)
        raise
async def g(rest, *ws):
    try: await asyncio.gather(*ws, return_exceptions=rest)
    except BaseException as e: at('gather raised', x(e), 'count', asyncio.current_task().cancelling()); raise
async def main():
    for rest in (False, True):
        t = asyncio.create_task(g(rest, w(1, 3), w(2, 1)))
        await asyncio.sleep(1); t.cancel()
        await asyncio.wait([t]); at(out(t)); await asyncio.sleep(5)
    t = asyncio.create_task(g(True, w(1, 3), w(2, 2)))
    await asyncio.sleep(1); t.cancel(); await asyncio.sleep(1); ev('again'); t.cancel()
    await asyncio.wait([t]); at(out(t)); await asyncio.sleep(5)
    t = asyncio.create_task(g(False, w(1, 3), w(2, 1, True)))
    await asyncio.sleep(1); t.cancel()
    await asyncio.wait([t]); at(out(t)); await asyncio.sleep(5)
run(main())
