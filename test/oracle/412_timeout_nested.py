"""Nested timeouts: the inner is told when it is earlier, the outer when it is earlier; after the inner Timeout the outer still works; moving the outer from inside.

topic: timeout
since: 3.13
"""
import asyncio
from vclock import *

async def main():
    me = asyncio.current_task(); loop = asyncio.get_running_loop()
    for a, b in ((5, 2), (2, 5)):
        try:
            async with asyncio.timeout(a) as o:
                try:
                    async with asyncio.timeout(b) as i: await asyncio.sleep(50)
                except TimeoutError: at('inner', i.expired(), o.expired(), 'count', me.cancelling())
                await asyncio.sleep(50)
        except TimeoutError: at('outer', i.expired(), o.expired(), 'count', me.cancelling())
    try:
        async with asyncio.timeout(2) as o:
            async with asyncio.timeout(9):
                await asyncio.sleep(1); o.reschedule(loop.time() + 4); ev('when', o.when() - loop.time())
                await asyncio.sleep(50)
    except TimeoutError: at('moved', o.expired())
    try: o.reschedule(99)
    except RuntimeError: ev('RuntimeError')
run(main())
