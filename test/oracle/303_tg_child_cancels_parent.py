"""A child cancels the parent of its group, in the body and at the end: Cancelled leaves the group with counter 1; the child itself is cancelled at its next wait.

topic: taskgroup
since: 3.13
"""
import asyncio
from vclock import *

async def child(p):
    await asyncio.sleep(1); ev('cancel parent', p.cancel())
    try: await asyncio.sleep(5); at('child done')
    except asyncio.CancelledError: at('child cancelled'); raise
async def p(body):
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(child(asyncio.current_task()))
            if body: await asyncio.sleep(50)
    finally: at('left, count', asyncio.current_task().cancelling())
async def main():
    for body in (True, False):
        t = asyncio.create_task(p(body)); await asyncio.wait([t]); ev(out(t))
run(main())
