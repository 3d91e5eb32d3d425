"""wait_for without time asks its task to stop and waits; cancelled meanwhile it leaves at once, and the task's cleanup goes on undisturbed; a task that swallows the request gives its value.

topic: wait_for
since: 3.13
"""
import asyncio
from vclock import *

async def w(swallow):
    try: await asyncio.sleep(50)
    except asyncio.CancelledError:
        at('asked'); await asyncio.sleep(3); at('cleaned')
        if not swallow: raise
    return 5
async def wf(i):
    try: at('value', await asyncio.wait_for(i, 0))
    except BaseException as e: at(x(e), 'inner', out(i), 'count', asyncio.current_task().cancelling()); raise
async def main():
    for swallow in (False, True):
        for cancel in (False, True):
            i = asyncio.create_task(w(swallow)); await ticks(1)
            t = asyncio.create_task(wf(i)); await asyncio.sleep(1)
            if cancel: t.cancel()
            await asyncio.wait([t, i]); at(out(t), out(i))
run(main())
