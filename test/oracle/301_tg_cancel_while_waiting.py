"""Parent cancelled while the group waits: children are asked once; one that swallows is waited for; a second request does not disturb their cleanup; Cancelled leaves the group, the counter stays.

topic: taskgroup
since: 3.13
"""
import asyncio
from vclock import *

async def swallows():
    try: await asyncio.sleep(50)
    except asyncio.CancelledError: at('swallowed')
    await asyncio.sleep(4); at('swallower done')
async def cleans():
    try: await asyncio.sleep(50)
    finally: await asyncio.sleep(2); at('cleaned')
async def p():
    try:
        async with asyncio.TaskGroup() as tg: tg.create_task(swallows()); tg.create_task(cleans())
        at('left normally')
    except asyncio.CancelledError: at('Cancelled, count', asyncio.current_task().cancelling()); raise
async def main():
    t = asyncio.create_task(p())
    await asyncio.sleep(1); t.cancel()
    await asyncio.sleep(1); ev('again', t.cancel())
    await asyncio.wait([t]); at(out(t))
run(main())
