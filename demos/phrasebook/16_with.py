"""Context managers.

A manager is a generator that yields once, as with `contextlib`: what stands before the yield comes before the block,
what stands behind it after."""
import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager


# >>> manager: A manager that need not wait
@contextmanager
def tag(name):
    print(f'<{name}>')
    try:
        yield
    finally:
        print(f'</{name}>')


async def writes():
    with tag('b'):
        print('bold')


# <<<
# >>> async-manager: One that waits, and gives a value
@asynccontextmanager
async def connection(host):
    await asyncio.sleep(1)
    print('open', host)
    try:
        yield 7
    finally:
        await asyncio.sleep(1)
        print('closed')


async def connects():
    async with connection('example.org') as number:
        print('number', number)


# <<<
# >>> suppress: One that swallows an error
@contextmanager
def ignores_refusal():
    try:
        yield
    except ConnectionRefusedError:
        print('ignored')


async def goes_on():
    with ignores_refusal():
        raise ConnectionRefusedError
    print('goes on')


# <<<
async def nests():
    # >>> nested: Several; they are left in reverse
    async with connection('example.org'), connection('example.com'):
        print('both')
    # <<<


# >>> exit-stack: As many as there are
async def opens(hosts):
    async with AsyncExitStack() as stack:
        for host in hosts:
            await stack.enter_async_context(connection(host))
        print('all of them')


# <<<
async def main():
    await opens(['a', 'b', 'c'])


async def leaves_early():
    # >>> leave: Leave early: the exit runs all the same
    for n in range(3):
        with tag('i'):
            print(n)
            break
    # <<<


for each in (writes, connects, goes_on, nests, main, leaves_early):
    asyncio.run(each())
