"""Futures."""
import asyncio


# >>> future: Wait for a result that somebody else sets
async def waits(answer):
    print('got', await answer)


async def sets():
    answer = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(waits(answer))
    await asyncio.sleep(1)
    answer.set_result(42)
    await task


# <<<
async def fails():
    # >>> exception: Or an error
    answer = asyncio.get_running_loop().create_future()
    answer.set_exception(ConnectionRefusedError())
    try:
        await answer
    except ConnectionRefusedError:
        print('refused')
    # <<<


async def asks():
    # >>> state: Once only; and ask how it is
    answer = asyncio.get_running_loop().create_future()
    try:
        answer.result()
    except asyncio.InvalidStateError:
        print('not yet')
    answer.set_result(1)
    try:
        answer.set_result(2)
    except asyncio.InvalidStateError:
        print('has one')
    print(answer.done(), answer.cancelled(), answer.result())
    # <<<


async def cancels():
    # >>> cancel: Cancel it: who waits is told
    answer = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(waits(answer))
    await asyncio.sleep(0)
    print(answer.cancel(), answer.cancelled())
    await asyncio.wait([task])
    print(task.cancelled())
    # <<<


# >>> callback: Have a function called
def tell(answer):
    print('told', answer.result())


async def with_callbacks():
    answer = asyncio.get_running_loop().create_future()
    answer.add_done_callback(tell)
    answer.set_result(7)
    print('set')
    await asyncio.sleep(0)


# <<<
# >>> bridge: Make an await of a function that calls back
def measure(callback):
    asyncio.get_running_loop().call_later(0.1, callback, 21)


async def measures():
    value = asyncio.get_running_loop().create_future()
    measure(value.set_result)
    print(await value, 'degrees')


# <<<
for each in (sets, fails, asks, cancels, with_callbacks, measures):
    asyncio.run(each())
