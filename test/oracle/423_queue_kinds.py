"""PriorityQueue gives the least, LifoQueue the newest, at the moment the getter runs; a woken getter takes the best that is there then; order of equals does not matter here.

topic: queue
since: 3.11
"""
import asyncio
from vclock import *

async def get(k, q): ev('getter', k, 'got', await q.get())
async def put(k, q): await q.put(k); ev('put', k)
async def main():
    for kind in (asyncio.PriorityQueue, asyncio.LifoQueue):
        q = kind(3)
        for i in (5, 1, 3): q.put_nowait(i)
        ps = [asyncio.create_task(put(k, q)) for k in (4, 2)]; await ticks(1)
        ev(q.get_nowait(), q.qsize()); await ticks(1); ev(q.get_nowait()); await asyncio.wait(ps)
        ev(q.get_nowait(), q.get_nowait(), q.get_nowait())
        gs = [asyncio.create_task(get(k, q)) for k in (1, 2)]; await ticks(1)
        q.put_nowait(8); q.put_nowait(7); await asyncio.wait(gs)
        q.put_nowait(1); q.put_nowait(2); q.put_nowait(0)
        try: q.put_nowait(9)
        except asyncio.QueueFull: ev('QueueFull')
        ev(await q.get(), await q.get(), await q.get())
        try: q.get_nowait()
        except asyncio.QueueEmpty: ev('QueueEmpty')
run(main())
