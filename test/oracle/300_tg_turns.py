"""Turn accounting: a child ends at turn n, the group notices at n+1, its parent goes on at n+2; an empty group, and one whose children are known to be done, do not suspend.

topic: taskgroup
since: 3.13
"""
import asyncio
from vclock import *

n = 0
async def ticker():
    global n
    while True: n += 1; await asyncio.sleep(0)
async def w(k): await ticks(k)
async def bad(k): await ticks(k); raise ValueError(k)
async def main():
    t = asyncio.create_task(ticker()); await ticks(1)
    s = n
    async with asyncio.TaskGroup(): pass
    ev('empty', n - s); s = n
    async with asyncio.TaskGroup() as tg: tg.create_task(w(0))
    ev('ends at once', n - s); s = n
    async with asyncio.TaskGroup() as tg: tg.create_task(w(3)); tg.create_task(w(1))
    ev('two', n - s); s = n
    async with asyncio.TaskGroup() as tg: await tg.create_task(w(1))
    ev('awaited in the body', n - s); s = n
    try:
        async with asyncio.TaskGroup() as tg: tg.create_task(bad(2)); tg.create_task(w(9))
    except* ValueError as g: ev('failed', n - s, x(g))
    s = n
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(bad(2)); tg.create_task(w(9)); await asyncio.sleep(5)
    except* ValueError as g: ev('failed in the body', n - s, x(g))
    s = n
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(w(9)); await ticks(1); raise ValueError('body')
    except* ValueError as g: ev('body failed', n - s, x(g))
    t.cancel()
run(main())
