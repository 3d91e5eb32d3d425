"""Turn accounting of timeout: the deadline is one callback, the body goes on one turn later; a deadline of 0 or in the past fires a turn after the first suspension begins.

topic: timeout
since: 3.13
"""
import asyncio
from vclock import *

n = 0
async def ticker():
    global n
    while True: n += 1; await asyncio.sleep(0)
async def main():
    t = asyncio.create_task(ticker()); await ticks(1)
    for d in (0, -1):
        s = n
        try:
            async with asyncio.timeout(d) as tm: ev('in', n - s); await asyncio.sleep(1)
        except TimeoutError: ev('Timeout', n - s, 'expired', tm.expired())
    s = n
    async with asyncio.timeout(0) as tm: pass
    ev('no suspension', n - s, 'expired', tm.expired())
    s = n
    try:
        async with asyncio.timeout(None) as tm:
            await ticks(2); tm.reschedule(asyncio.get_running_loop().time()); ev('moved', n - s, tm.expired())
            await ticks(5)
    except TimeoutError: ev('Timeout', n - s)
    t.cancel()
run(main())
