"""Tasks started by children of children while the group waits are waited for; a failure in one of them cancels all; a start in a cleanup after that is refused.

topic: taskgroup
since: 3.13
"""
import asyncio
from vclock import *

async def leaf(n, d, fail):
    try:
        await asyncio.sleep(d); at('leaf', n)
        if fail: raise ValueError(n)
    except asyncio.CancelledError: at('leaf cancelled', n); raise
async def branch(tg, n, depth, fail):
    if depth:
        tg.create_task(branch(tg, n * 2, depth - 1, fail)); tg.create_task(branch(tg, n * 2 + 1, depth - 1, fail))
    else: tg.create_task(leaf(n, n, fail and n == 6))
    try: await asyncio.sleep(20); at('branch', n)
    finally:
        if fail and n == 1:
            try: c = leaf(99, 1, False); tg.create_task(c); ev('accepted')
            except RuntimeError: c.close(); ev('refused')
async def main():
    for fail in (False, True):
        try:
            async with asyncio.TaskGroup() as tg: tg.create_task(branch(tg, 1, 2, fail))
            at('all done')
        except* ValueError as g: at(x(g))
run(main())
