"""Eager tasks and cancellation: a task that cancels itself in its first step; a starter with an own request pending; a started task is cancelled before its second step; a child that cancels its starter.

topic: eager tasks
since: 3.12
"""
import asyncio
from vclock import *

async def own(wait):
    asyncio.current_task().cancel()
    try:
        if wait: await asyncio.sleep(1)
        ev('own ends')
    except asyncio.CancelledError: at('own cancelled'); raise
async def plain():
    ev('first step, count', asyncio.current_task().cancelling())
    try: await asyncio.sleep(1); at('second step')
    except asyncio.CancelledError: at('plain cancelled'); raise
async def against(p): ev('cancel starter', p.cancel()); await asyncio.sleep(1); at('against ends')
async def starter(f):
    try: c = f(); ev('started', out(c)); await c; ev('starter goes on')
    except asyncio.CancelledError: at('starter cancelled', out(c), 'count', asyncio.current_task().cancelling()); raise
async def main():
    for wait in (False, True):
        t = asyncio.create_task(own(wait)); ev(out(t)); await asyncio.wait([t]); ev(out(t))
    t = asyncio.create_task(plain()); t.cancel(); await asyncio.wait([t]); ev(out(t))
    def pending(): asyncio.current_task().cancel(); return asyncio.create_task(plain())
    t = asyncio.create_task(starter(pending)); await asyncio.wait([t]); ev(out(t))
    def child(): return asyncio.create_task(against(asyncio.current_task()))
    t = asyncio.create_task(starter(child)); await asyncio.wait([t]); at(out(t)); await asyncio.sleep(3)
run(main(), task_factory=asyncio.eager_task_factory)
