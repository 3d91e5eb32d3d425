"""A timeout around a group cancels it and waits for the children's cleanup; a timeout in the body is the body's error and fails the group; a child's failure beats the deadline only if it comes before it.

topic: taskgroup
since: 3.13
"""
import asyncio
from vclock import *

async def slow():
    try: await asyncio.sleep(50)
    finally: await asyncio.sleep(3); at('cleaned')
async def bad(d): await asyncio.sleep(d); raise ValueError('bad')
async def main():
    me = asyncio.current_task()
    try:
        async with asyncio.timeout(2) as tm:
            async with asyncio.TaskGroup() as tg: tg.create_task(slow())
    except TimeoutError: at('Timeout outside, count', me.cancelling())
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(slow())
            async with asyncio.timeout(2): await asyncio.sleep(50)
    except* TimeoutError as g: at(x(g), 'count', me.cancelling())
    for d in (1, 2):
        try:
            async with asyncio.timeout(2) as tm:
                async with asyncio.TaskGroup() as tg: tg.create_task(bad(d)); await asyncio.sleep(50)
        except* ValueError as g: at(x(g), 'expired', tm.expired(), 'count', me.cancelling())
        except* TimeoutError: at('Timeout, expired', tm.expired(), 'count', me.cancelling())
        try: await asyncio.sleep(1); at('goes on')
        except asyncio.CancelledError: at('a request was left'); me.uncancel()
run(main())
