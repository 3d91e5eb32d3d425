"""A task that has asked itself to stop enters a group: an empty one does not see it; one with a child is cancelled at its end, its child has begun by then.

topic: taskgroup
since: 3.13
"""
import asyncio
from vclock import *

async def w(n): ev('ran', n)
async def p(n):
    me = asyncio.current_task(); me.cancel()
    try:
        async with asyncio.TaskGroup() as tg:
            for i in range(n): tg.create_task(w(i))
        ev('left, count', me.cancelling())
        await asyncio.sleep(0); ev('never')
    except asyncio.CancelledError: ev('Cancelled, count', me.cancelling()); raise
async def main():
    for n in (0, 1):
        t = asyncio.create_task(p(n)); await asyncio.wait([t]); ev(n, out(t))
run(main())
