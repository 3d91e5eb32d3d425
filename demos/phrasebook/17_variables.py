"""Values of a task.

A task begins with the values of whoever started it; what it sets itself nobody else sees."""
import asyncio
from contextvars import ContextVar

# >>> var: Set a variable, for this task and what it starts
user = ContextVar('user')


async def child():
    print('child sees', user.get('nobody'))
    user.set('Bob')
    await asyncio.sleep(0)
    print('and then', user.get('nobody'))


async def starts_child():
    print(user.get('nobody'))
    user.set('Ann')
    await asyncio.create_task(child())
    print('still', user.get())


# <<<
async def for_a_while():
    # >>> var-reset: Take it back
    token = user.set('Eve')
    print(user.get())
    user.reset(token)
    print(user.get('nobody'))
    # <<<


# >>> var-callback: Callbacks have the values of where they were set
def tell():
    print('callback sees', user.get())


async def sets_callback():
    user.set('Ann')
    asyncio.get_running_loop().call_soon(tell)
    user.set('Bob')
    await asyncio.sleep(0)


# <<<
for each in (starts_child, for_a_while, sets_callback):
    asyncio.run(each())
