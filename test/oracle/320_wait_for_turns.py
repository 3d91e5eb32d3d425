"""Turn accounting of wait_for: a coroutine costs no turn of its own, a task as much as awaiting it, a deadline one callback and one turn; a coroutine that does not suspend gives its value at once.

topic: wait_for
since: 3.13
"""
import asyncio
from vclock import *

n = 0
async def ticker():
    global n
    while True: n += 1; await asyncio.sleep(0)
async def w(k): await ticks(k); return k
async def main():
    t = asyncio.create_task(ticker()); await ticks(1)
    for k in (0, 1, 3):
        s = n; r = await asyncio.wait_for(w(k), 9); ev('coroutine', r, n - s)
        s = n; r = await asyncio.wait_for(asyncio.create_task(w(k)), 9); ev('task', r, n - s)
    done = asyncio.create_task(w(0)); await done
    s = n; r = await asyncio.wait_for(done, 9); ev('done task', r, n - s)
    s = n; r = await asyncio.wait_for(done, 0); ev('done task, no time', r, n - s)
    p = asyncio.create_task(w(50)); await ticks(2); s = n
    try: await asyncio.wait_for(p, 0)
    except TimeoutError: ev('no time', n - s, out(p))
    p = asyncio.create_task(w(50)); s = n
    try: await asyncio.wait_for(p, -1)
    except TimeoutError: ev('not started, no time', n - s, out(p))
    t.cancel()
run(main())
