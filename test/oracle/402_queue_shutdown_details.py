"""shutdown: getters drain what is there and then raise, putters raise at once; join waits for the items that were got; immediate shutdown counts the rest as done; twice is fine.

topic: queue
since: 3.13
"""
import asyncio
from vclock import *

async def get(k, q):
    try:
        while True: ev('getter', k, 'got', await q.get()); await asyncio.sleep(1); q.task_done()
    except asyncio.QueueShutDown: at('getter', k, 'QueueShutDown')
async def put(k, q):
    try: await q.put(k); ev('put', k)
    except asyncio.QueueShutDown: at('putter', k, 'QueueShutDown')
async def join(q): await q.join(); at('joined')
async def main():
    for immediate in (False, True):
        q = asyncio.Queue(2)
        ps = [asyncio.create_task(put(k, q)) for k in range(4)]; await ticks(1)
        ts = ps + [asyncio.create_task(get(9, q)), asyncio.create_task(join(q))]
        await asyncio.sleep(0.5); at('left', q.qsize())
        q.shutdown(immediate); q.shutdown(immediate)
        try: q.put_nowait(5)
        except asyncio.QueueShutDown: at('put refused, left', q.qsize())
        await asyncio.wait(ts)
        try: q.get_nowait()
        except asyncio.QueueShutDown: at('get refused')
        await q.join()
run(main())
