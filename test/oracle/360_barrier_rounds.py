"""A barrier of two with five tasks going round: who comes while it drains waits for the next round; index is the place of arrival; turns are counted.

topic: barrier
since: 3.13
"""
import asyncio
from vclock import *

async def w(k, b, d):
    for i in (1, 2):
        await asyncio.sleep(d)
        at(k, 'arrives', b.n_waiting); p = await b.wait(); at(k, 'round', i, 'place', p)
async def main():
    b = asyncio.Barrier(2)
    await asyncio.gather(*[w(k, b, 1) for k in 'abcd'])
    ev(b.n_waiting, b.broken)
    b = asyncio.Barrier(3)
    await asyncio.gather(*[w(k, b, d) for k, d in (('a', 1), ('b', 2), ('c', 3))])
    b = asyncio.Barrier(1)
    await w('alone', b, 0)
run(main())
