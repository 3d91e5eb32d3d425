"""A request from outside before, in and after the turn of the deadline, while the body is in its cleanup: the last word is Cancelled whenever somebody else asked.

topic: timeout
since: 3.13
"""
import asyncio
from vclock import *

async def w(c):
    try:
        async with asyncio.timeout(2) as tm:
            try: await asyncio.sleep(50)
            finally:
                try: await asyncio.sleep(c)
                except asyncio.CancelledError: at('cleanup interrupted'); raise
    except TimeoutError: at('Timeout'); raise
    except asyncio.CancelledError: at('Cancelled, expired', tm.expired(), 'count', asyncio.current_task().cancelling()); raise
async def main():
    for c, when in ((0, 2), (3, 3), (3, 5), (3, 6)):
        t = asyncio.create_task(w(c)); await ticks(1); start = asyncio.get_running_loop().time()
        await asyncio.sleep(when); ev('cancel', t.cancel())
        await asyncio.wait([t]); ev(c, when, out(t)); await asyncio.sleep(start + 10 - asyncio.get_running_loop().time())
run(main())
