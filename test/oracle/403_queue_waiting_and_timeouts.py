"""Getters with timeouts and a slow producer: who times out leaves the line, the others keep their order.

topic: queue
since: 3.13
"""
import asyncio
from vclock import *

async def get(k, q, limit):
    try:
        async with asyncio.timeout(limit): at('getter', k, 'got', await q.get())
    except TimeoutError: at('getter', k, 'Timeout')
async def main():
    q = asyncio.Queue()
    ts = [asyncio.create_task(get(k, q, d)) for k, d in ((1, 5), (2, 1), (3, 9), (4, 3), (5, 2.5))]
    for i in range(3):
        await asyncio.sleep(2); q.put_nowait(i)
    await asyncio.wait(ts); ev('left', q.qsize())
run(main())
