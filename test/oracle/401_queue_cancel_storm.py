"""Getters and putters that are cancelled in the same tick as they are woken: every item arrives in order, none is lost or taken twice, and the last waiter is woken.

topic: queue
since: 3.13
"""
import asyncio
from vclock import *

async def get(k, q):
    try: ev('getter', k, 'got', await q.get())
    except asyncio.CancelledError: ev('getter', k, 'cancelled'); raise
async def put(k, q):
    try: await q.put(k); ev('put', k)
    except asyncio.CancelledError: ev('putter', k, 'cancelled'); raise
async def main():
    q = asyncio.Queue(3)
    gs = [asyncio.create_task(get(k, q)) for k in range(5)]; await ticks(1)
    for i in (10, 20, 30): q.put_nowait(i)
    gs[0].cancel(); gs[2].cancel(); gs[4].cancel()
    await ticks(3)
    ev('left', q.qsize(), [g.done() for g in gs])
    ps = [asyncio.create_task(put(k, q)) for k in range(5)]; await ticks(1)
    q.get_nowait(); q.get_nowait()
    ps[2].cancel(); ps[0].cancel()
    await ticks(3)
    ev('left', q.qsize(), [p.done() for p in ps])
    while not q.empty(): ev('rest', q.get_nowait()); await ticks(1)
    ev([p.done() for p in ps])
run(main())
