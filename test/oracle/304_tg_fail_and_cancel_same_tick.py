"""A child fails and the parent is cancelled from outside in the same tick, both orders, parent in the body or at the end: if the request comes first, the child is cancelled before it fails; if it comes last, the group wins, and the request comes back at the next await.

topic: taskgroup
since: 3.13
"""
import asyncio
from vclock import *

async def bad(): await asyncio.sleep(2); raise ValueError('bad')
async def p(body):
    me = asyncio.current_task()
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(bad())
            if body: await asyncio.sleep(50)
    except BaseException as e: ev(x(e), 'count', me.cancelling())
    try: await asyncio.sleep(1); ev('went on')
    except asyncio.CancelledError: ev('cancelled at next await, count', me.cancelling()); raise
async def main():
    loop = asyncio.get_running_loop()
    for body in (True, False):
        for cancel_first in (True, False):
            t = asyncio.create_task(p(body))
            if cancel_first: loop.call_later(2, t.cancel)
            await ticks(2)
            if not cancel_first: loop.call_later(2, t.cancel)
            await asyncio.wait([t]); ev('body' if body else 'end', 'cancel first' if cancel_first else 'cancel last', out(t))
run(main())
