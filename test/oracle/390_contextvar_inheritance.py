"""Context variables through groups, callbacks, nested tasks, timers and done callbacks; reset with a token; a default; a task of a task sees what its starter saw.

topic: contextvars
since: 3.13
"""
import asyncio
from vclock import *
import contextvars

v = contextvars.ContextVar('v'); u = contextvars.ContextVar('u', default='none')
def show(who): ev(who, v.get('unset'), u.get())
async def leaf(k): show(k); v.set(k); await asyncio.sleep(0); show(k + ' later')
async def branch(k):
    t = v.set(k)
    a = asyncio.create_task(leaf(k + '1'))
    v.reset(t); u.set('of ' + k)
    b = asyncio.create_task(leaf(k + '2'))
    await a; await b; show(k + ' end')
async def inner(): v.set('by inner'); await asyncio.sleep(0)
async def main():
    loop = asyncio.get_running_loop()
    show('begin'); token = v.set('main')
    loop.call_later(3, show, 'timer')
    async with asyncio.TaskGroup() as tg:
        t = tg.create_task(branch('a')); t2 = v.set('between'); tg.create_task(branch('b'))
        t.add_done_callback(lambda _: show('done callback'))
        t3 = v.set('later')
    show('after group'); v.reset(t3); show('after reset'); v.reset(t2); v.reset(token); show('after all resets')
    await inner(); show('after await')
    await asyncio.create_task(inner()); show('after task')
    await asyncio.sleep(5)
run(main())
