"""wait_for: an error of the inner passes; one of its cleanup beats Timeout; the inner cancelled by itself is Cancelled, not Timeout; cancelled from outside in the cleanup after the deadline; an inner that is awaited by two.

topic: wait_for
since: 3.13
"""
import asyncio
from vclock import *

async def bad(d, c, error):
    try: await asyncio.sleep(d); raise ValueError('body')
    except asyncio.CancelledError:
        await asyncio.sleep(c)
        if error: raise KeyError('cleanup')
        raise
async def own(): await asyncio.sleep(1); raise asyncio.CancelledError()
async def wf(*a):
    try: await asyncio.wait_for(*a); at('value')
    except BaseException as e: at(x(e), 'count', asyncio.current_task().cancelling()); raise
async def main():
    for a in ((1, 0, False), (9, 1, True), (9, 1, False)):
        t = asyncio.create_task(wf(bad(*a), 2)); await asyncio.wait([t]); ev(out(t))
    t = asyncio.create_task(wf(own(), 2)); await asyncio.wait([t]); ev(out(t))
    i = asyncio.create_task(bad(9, 3, False))
    t = asyncio.create_task(wf(i, 2)); await asyncio.sleep(1); i.cancel(); await asyncio.wait([t]); ev(out(t), out(i))
    t = asyncio.create_task(wf(bad(9, 3, False), 2)); await asyncio.sleep(3); t.cancel(); await asyncio.wait([t]); ev(out(t))
    i = asyncio.create_task(bad(9, 0, False))
    a, b = asyncio.create_task(wf(i, 2)), asyncio.create_task(wf(i, 4)); await asyncio.wait([a, b]); ev(out(a), out(b), out(i))
run(main())
