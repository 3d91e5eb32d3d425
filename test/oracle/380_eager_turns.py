"""Eager tasks and turns: one that need not wait is done at once and costs nothing to await or gather; one that waits goes on like any other; callbacks come through the loop; order among eager and ordinary ones.

topic: eager tasks
since: 3.12
"""
import asyncio
from vclock import *

n = 0
async def ticker():
    global n
    while True: n += 1; await asyncio.sleep(0)
async def w(k): await ticks(k); ev('end', k, n - s); return k
async def main():
    global s
    loop = asyncio.get_running_loop()
    t = asyncio.Task(ticker(), loop=loop); await ticks(1)
    s = n
    a = asyncio.create_task(w(0)); ev('done', a.done(), n - s); ev(await a, n - s)
    a = asyncio.create_task(w(2)); ev('done', a.done(), n - s); ev(await a, n - s); s = n
    ev(await asyncio.gather(asyncio.create_task(w(0)), asyncio.create_task(w(0))), n - s)
    ev(await asyncio.gather(asyncio.create_task(w(1)), asyncio.create_task(w(0))), n - s); s = n
    a = asyncio.create_task(w(0)); a.add_done_callback(lambda _: ev('callback', n - s)); ev('not yet'); await ticks(1); s = n
    lazy = asyncio.Task(w(1), loop=loop); eager = asyncio.create_task(w(1)); await lazy; await eager; s = n
    async with asyncio.TaskGroup() as tg: tg.create_task(w(0)); tg.create_task(w(0))
    ev('group', n - s); s = n
    async with asyncio.TaskGroup() as tg: tg.create_task(w(1))
    ev('group', n - s)
    t.cancel()
run(main(), task_factory=asyncio.eager_task_factory)
