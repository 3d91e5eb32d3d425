"""Streams.

Reading goes into memory of yours. Writing has no buffer: `coir_write_all` is write and drain in one, and sends
straight from your memory."""
import asyncio


def fed(text):
    """A reader that has got this text, and no more will come."""
    reader = asyncio.StreamReader(limit=8)
    reader.feed_data(text)
    reader.feed_eof()
    return reader


async def lines():
    reader = fed(b'one\ntwo\nrest')
    # >>> readline: Read lines
    while line := await reader.readline():
        print(line.decode().rstrip('\n'))
    print(reader.at_eof())
    # <<<


async def some():
    reader = fed(b'abcdef')
    # >>> read: Read what is there
    data = await reader.read(4)
    print(data.decode())
    # <<<


async def exactly():
    reader = fed(b'abcdef')
    # >>> readexactly: Read exactly so much
    data = await reader.readexactly(4)
    print(data.decode())
    try:
        await reader.readexactly(4)
    except asyncio.IncompleteReadError as error:
        print('only', error.partial.decode())
    # <<<


async def until():
    reader = fed(b'key=a long value')
    # >>> readuntil: Read up to a separator
    data = await reader.readuntil(b'=')
    print(data.decode())
    # <<<
    reader = asyncio.StreamReader(limit=8)
    reader.feed_data(b'too long a line')
    # >>> limit: A line that is too long
    try:
        await reader.readuntil(b'\n')
    except asyncio.LimitOverrunError:
        data = await reader.read(3)
        print(data.decode())
    # <<<


async def by_hand():
    # >>> feed: Feed a stream by hand
    reader = asyncio.StreamReader()
    reader.feed_data(b'hello\n')
    reader.feed_eof()
    print((await reader.readline()).decode().rstrip('\n'))
    reader.set_exception(ConnectionResetError())
    try:
        await reader.readline()
    except ConnectionResetError:
        print('reset')
    # <<<


# >>> server: A server
async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()


# <<<
# >>> client: A client
async def talk(port):
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    writer.write(b'hello\n')
    await writer.drain()
    line = await reader.readline()
    print('echo:', line.decode().rstrip('\n'))
    writer.write_eof()
    print('end:', await reader.read(10) == b'')
    writer.close()
    await writer.wait_closed()


# <<<
async def serves():
    # >>> serve: Serve, and stop
    server = await asyncio.start_server(echo, '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]
    await talk(port)
    server.close()
    await server.wait_closed()
    print('closed')
    # <<<


async def with_sockets():
    with asyncio.get_running_loop().real_io():                          # for the virtual clock: do not jump
        await serves()


for each in (lines, some, exactly, until, by_hand, with_sockets):
    asyncio.run(each())
