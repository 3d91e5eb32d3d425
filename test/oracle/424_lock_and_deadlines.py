"""A lock is released in the tick of a waiter's deadline, both orders: whoever gets it or not, the lock is free at the end; wait_for(acquire) too; a waiter behind goes on.

topic: lock
since: 3.13
"""
import asyncio
from vclock import *

async def limited(k, lk, d):
    try:
        async with asyncio.timeout(d):
            async with lk: at('in', k)
    except TimeoutError: at('Timeout', k, 'locked', lk.locked())
async def wf(k, lk, d):
    try: await asyncio.wait_for(lk.acquire(), d)
    except TimeoutError: at('Timeout', k, 'locked', lk.locked())
    else: at('acquired', k); lk.release()
async def main():
    loop = asyncio.get_running_loop()
    for f in (limited, wf):
        for first in (True, False):
            lk = asyncio.Lock(); await lk.acquire()
            if first: loop.call_later(2, lk.release)
            ts = [asyncio.create_task(f(1, lk, 2)), asyncio.create_task(f(2, lk, 5))]; await ticks(1)
            if not first: loop.call_later(2, lk.release)
            await asyncio.wait(ts); at('locked', lk.locked())
run(main())
