"""The loop itself."""
import asyncio
import threading


# >>> call-soon: Have functions called: soon, later, at a time
def say(text):
    loop = asyncio.get_running_loop()
    print(text, loop.time())


async def calls():
    loop = asyncio.get_running_loop()
    loop.call_later(2, say, 'later')
    loop.call_at(loop.time() + 1, say, 'at')
    loop.call_soon(say, 'soon')
    print('main goes on')
    await asyncio.sleep(3)


# <<<
async def takes_back():
    loop = asyncio.get_running_loop()
    # >>> handle: Take a call back
    handle = loop.call_later(1, say, 'never')
    handle.cancel()
    print(handle.cancelled())
    # <<<
    await asyncio.sleep(2)


# >>> handler: Be told of errors that nobody gets
def on_error(loop, context):
    print('handler:', type(context['exception']).__name__)


def bad():
    raise ValueError


async def goes_wrong():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(on_error)
    loop.call_soon(bad)
    await asyncio.sleep(1)
    print('goes on')


# <<<
# >>> thread: Call from another thread
def measures(loop, value):
    loop.call_soon_threadsafe(value.set_result, 21)


async def asks_thread():
    loop = asyncio.get_running_loop()
    value = loop.create_future()
    thread = threading.Thread(target=measures, args=(loop, value))
    thread.start()
    print(await value)
    thread.join()


# <<<
async def in_real_time():
    with asyncio.get_running_loop().real_io():                # for the virtual clock: somebody outside is at work
        await asks_thread()


# >>> forever: Run until it is stopped
async def stops():
    await asyncio.sleep(1)
    asyncio.get_running_loop().stop()


def by_hand():
    loop = asyncio.new_event_loop()
    task = loop.create_task(stops())
    loop.run_forever()
    print('stopped at', int(loop.time()))
    loop.run_until_complete(task)
    loop.close()
    print(loop.is_closed())


# <<<
for each in (calls, takes_back, goes_wrong, in_real_time):
    asyncio.run(each())
by_hand()
