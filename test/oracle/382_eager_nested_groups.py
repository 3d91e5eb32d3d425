"""Eager tasks that start eager tasks in the same group: depth first, in order; the first failure refuses later starts, and cancels the others that have begun.

topic: eager tasks
since: 3.12
"""
import asyncio
from vclock import *

async def node(tg, n, fail):
    ev('begin', n)
    try:
        for c in (2 * n, 2 * n + 1):
            if c < 8:
                k = node(tg, c, fail)
                try: tg.create_task(k)
                except RuntimeError: k.close(); ev('refused', c)
        if fail and n == 5: raise ValueError(n)
        if n % 2: await asyncio.sleep(n); at('end', n)
        else: ev('end at once', n)
    except asyncio.CancelledError: at('cancelled', n); raise
async def main():
    for fail in (False, True):
        try:
            async with asyncio.TaskGroup() as tg: tg.create_task(node(tg, 1, fail)); ev('body'); await asyncio.sleep(1); at('body ends')
            at('done')
        except* ValueError as g: at(x(g))
run(main(), task_factory=asyncio.eager_task_factory)
