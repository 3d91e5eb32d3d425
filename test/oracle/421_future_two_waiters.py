"""Cancelling one of two tasks that await the same future cancels the future, and so both; the other has no request of its own. A shielded one is spared. A callback sees the cancelled future.

topic: futures
since: 3.11
"""
import asyncio
from vclock import *

async def w(k, f, shield=False):
    try: r = await (asyncio.shield(f) if shield else f); at('got', k, r)
    except asyncio.CancelledError: at('cancelled', k, 'count', asyncio.current_task().cancelling(), 'future', out(f)); raise
async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future(); f.add_done_callback(lambda f: ev('callback', out(f)))
    ts = [asyncio.create_task(w(k, f)) for k in (1, 2)]; await ticks(1)
    ts[1].cancel(); await asyncio.wait(ts); ev([out(t) for t in ts], out(f))
    async def inner(): await asyncio.sleep(3); return 7
    i = asyncio.create_task(inner())
    ts = [asyncio.create_task(w(1, i)), asyncio.create_task(w(2, i, True)), asyncio.create_task(w(3, i))]; await asyncio.sleep(1)
    ts[1].cancel(); await asyncio.sleep(1); ts[0].cancel()
    await asyncio.wait(ts); ev([out(t) for t in ts], out(i))
run(main())
