"""wait is cancelled: the tasks go on, also when one ends in the same tick; the same task may be waited for by several; a callback of a task that wait was told of first comes first.

topic: wait
since: 3.13
"""
import asyncio
from vclock import *

async def w(n, d):
    try: await asyncio.sleep(d); at('done', n); return n
    except asyncio.CancelledError: at('cancelled', n); raise
async def waiter(k, ts, when):
    try: d, p = await asyncio.wait(ts, return_when=when); at('waiter', k, len(d), len(p))
    except asyncio.CancelledError: at('waiter', k, 'Cancelled', [t.done() for t in ts]); raise
async def main():
    loop = asyncio.get_running_loop()
    ts = [asyncio.create_task(w(n, n)) for n in (1, 2, 3)]
    a = asyncio.create_task(waiter('a', ts, asyncio.ALL_COMPLETED))
    b = asyncio.create_task(waiter('b', ts[1:], asyncio.FIRST_COMPLETED))
    c = asyncio.create_task(waiter('c', ts[1:], asyncio.FIRST_COMPLETED))
    await ticks(1)
    loop.call_later(2, c.cancel); loop.call_later(2.5, a.cancel)
    await asyncio.wait([a, b, c]); ev([out(x) for x in (a, b, c)])
    await asyncio.wait(ts); at([out(t) for t in ts])
run(main())
