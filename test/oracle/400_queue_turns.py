"""Turn accounting of queues: a blocked getter goes on one turn after the put, a blocked putter one turn after the get, join one turn after the last task_done; two puts for one getter wake only one.

topic: queue
since: 3.13
"""
import asyncio
from vclock import *

n = 0
async def ticker():
    global n
    while True: n += 1; await asyncio.sleep(0)
async def get(k, q): r = await q.get(); ev('getter', k, 'got', r, 'turn', n - s)
async def put(k, q): await q.put(k); ev('put', k, 'turn', n - s)
async def join(q): await q.join(); ev('joined, turn', n - s)
async def main():
    global s
    t = asyncio.create_task(ticker()); await ticks(1)
    q = asyncio.Queue(2)
    gs = [asyncio.create_task(get(k, q)) for k in (1, 2)]; await ticks(2)
    s = n
    q.put_nowait(10); q.put_nowait(20); await asyncio.wait(gs)
    q.put_nowait(1); q.put_nowait(2)
    ps = [asyncio.create_task(put(k, q)) for k in (3, 4)]; await ticks(2)
    s = n
    ev(q.get_nowait(), q.qsize(), q.full()); await ticks(1); ev(q.get_nowait(), q.qsize(), q.full())
    await asyncio.wait(ps)
    ev(q.get_nowait(), q.get_nowait(), q.empty())
    js = [asyncio.create_task(join(q)) for _ in (1, 2)]; await ticks(2)
    s = n
    for _ in range(5): q.task_done()
    await ticks(2); ev('not yet')
    q.task_done()
    try: q.task_done()
    except ValueError: ev('too often')
    await asyncio.wait(js)
    t.cancel()
run(main())
