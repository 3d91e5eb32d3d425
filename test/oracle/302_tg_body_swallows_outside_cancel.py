"""The body swallows a cancellation from outside: the group goes on, its children are not cancelled, and it ends normally; one cancelled child is not an error either.

topic: taskgroup
since: 3.13
"""
import asyncio
from vclock import *

async def w(n, d):
    try: await asyncio.sleep(d); at('done', n)
    except asyncio.CancelledError: at('cancelled', n); raise
async def p():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(w(1, 3)); c = tg.create_task(w(2, 9))
        try: await asyncio.sleep(50)
        except asyncio.CancelledError: at('body swallows')
        c.cancel()
    at('left, count', asyncio.current_task().cancelling())
    await asyncio.sleep(1); at('not cancelled again')
async def main():
    t = asyncio.create_task(p())
    await asyncio.sleep(1); t.cancel()
    await asyncio.wait([t]); at(out(t))
run(main())
