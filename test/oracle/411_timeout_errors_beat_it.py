"""After the deadline: another error from the body wins and the request is taken back; a return wins too in asyncio only when the body swallowed; a cleanup that awaits delays the Timeout; an error raised by that cleanup replaces it.

topic: timeout
since: 3.13
"""
import asyncio
from vclock import *

async def cleanup(d, error):
    try: await asyncio.sleep(50)
    finally:
        await asyncio.sleep(d)
        if error: raise ValueError('cleanup')
async def main():
    me = asyncio.current_task()
    for d, error in ((0, True), (3, False), (3, True)):
        try:
            async with asyncio.timeout(2) as tm: await cleanup(d, error)
        except (TimeoutError, ValueError) as e: at(x(e), 'expired', tm.expired(), 'count', me.cancelling())
    try:
        async with asyncio.timeout(2) as tm:
            await asyncio.sleep(1); raise ValueError('early')
    except ValueError as e: at(x(e), 'expired', tm.expired(), 'count', me.cancelling())
    await asyncio.sleep(5); at('nothing late, count', me.cancelling())
run(main())
