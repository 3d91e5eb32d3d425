"""Turn accounting of events: set wakes all who wait, one turn later, in order; clear right after set does not call them back; a cancelled waiter leaves; set from a waiter.

topic: event
since: 3.11
"""
import asyncio
from vclock import *

n = 0
async def ticker():
    global n
    while True: n += 1; await asyncio.sleep(0)
async def w(k, e, again=False):
    try:
        await e.wait(); ev('woke', k, n - s, e.is_set())
        if again: e.clear(); ev('cleared by', k); await e.wait(); ev('woke again', k, n - s)
    except asyncio.CancelledError: ev('cancelled', k, n - s, e.is_set()); raise
async def main():
    global s
    t = asyncio.create_task(ticker()); await ticks(1)
    e = asyncio.Event()
    s = n; ts = [asyncio.create_task(w(k, e)) for k in (1, 2, 3)]; await ticks(2)
    s = n; e.set(); e.clear(); ts[1].cancel(); await asyncio.wait(ts); ev([out(x) for x in ts])
    s = n; ts = [asyncio.create_task(w(k, e, k == 1)) for k in (1, 2)]; await ticks(2)
    s = n; e.set(); late = asyncio.create_task(w(9, e)); await ticks(4); ev(late.done(), e.is_set())
    late.cancel(); e.set(); await asyncio.wait(ts + [late]); ev([out(x) for x in ts + [late]])
    s = n; await e.wait(); ev('set already', n - s)
    t.cancel()
run(main())
