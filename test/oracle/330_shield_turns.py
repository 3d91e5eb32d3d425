"""Turn accounting of shield: one extra turn over awaiting; a done task none; inner and outer cancelled in the same tick, both orders; two shields over one task.

topic: shield
since: 3.13
"""
import asyncio
from vclock import *

n = 0
async def ticker():
    global n
    while True: n += 1; await asyncio.sleep(0)
async def w(k): await ticks(k); return k
async def sh(k, t):
    try: r = await asyncio.shield(t); ev('shield', k, r)
    except asyncio.CancelledError: ev('shield', k, 'Cancelled, inner', out(t), 'count', asyncio.current_task().cancelling()); raise
async def main():
    t = asyncio.create_task(ticker()); await ticks(1)
    for k in (0, 2):
        i = asyncio.create_task(w(k)); s = n; await asyncio.shield(i); ev('shield', n - s)
        s = n; await asyncio.shield(i); ev('done', n - s)
    for k in range(5):
        i = asyncio.create_task(w(1)); o = asyncio.create_task(sh(k, i)); await ticks(k); ev('cancel', o.cancel())
        await asyncio.wait([o]); ev(k, out(o), out(i)); await asyncio.wait([i])
    for first in (True, False):
        i = asyncio.create_task(w(20)); o = asyncio.create_task(sh('both', i)); await ticks(2)
        if first: i.cancel(); o.cancel()
        else: o.cancel(); i.cancel()
        await asyncio.wait([o, i]); ev(out(o), out(i))
    i = asyncio.create_task(w(3)); a, b = asyncio.create_task(sh('a', i)), asyncio.create_task(sh('b', i)); await ticks(2)
    a.cancel(); await asyncio.wait([a, b]); ev(out(a), out(b), out(i))
    t.cancel()
run(main())
