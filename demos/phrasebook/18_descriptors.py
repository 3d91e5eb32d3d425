"""Descriptors.

Where asyncio calls back when a descriptor is ready, a task of Coir waits for it."""
import asyncio
import os


async def reads():
    here, there = os.pipe()
    # >>> add-reader: Wait until a descriptor can be read
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    os.set_blocking(here, False)
    loop.add_reader(here, ready.set)
    os.write(there, b'ping')
    await ready.wait()
    print(os.read(here, 16).decode())
    loop.remove_reader(here)
    # <<<
    os.close(here)
    os.close(there)


async def streams():
    here, there = os.pipe()
    # >>> pipe: Make a stream of it
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(here, 'rb'))
    os.write(there, b'a line\n')
    print((await reader.readline()).decode().rstrip('\n'))
    transport.close()
    # <<<
    os.close(there)


for each in (reads, streams):
    asyncio.run(each())
