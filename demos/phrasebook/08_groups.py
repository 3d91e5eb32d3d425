"""Task groups.

A block that waits for its tasks. The first that fails has the others cancelled; what was raised is found in
`coir_errors()`."""
import asyncio


async def visit(name, seconds):
    await asyncio.sleep(seconds)
    print('at', name)


async def fails(error, seconds):
    await asyncio.sleep(seconds)
    raise error


async def waits():
    # >>> group: Wait for all that a block has started
    async with asyncio.TaskGroup() as group:
        group.create_task(visit('Ann', 2))
        group.create_task(visit('Bob', 1))
    print('home')
    # <<<


async def one_fails():
    # >>> group-fails: One fails, all are stopped
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(visit('Ann', 2))
            group.create_task(fails(ConnectionRefusedError(), 1))
    except* ConnectionRefusedError as errors:
        print('refused', len(errors.exceptions))
    # <<<


# >>> except-star: Several kinds of errors, a clause for each
async def cleans_up_badly():
    try:
        await asyncio.sleep(10)
    finally:
        raise BrokenPipeError


async def two_kinds():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(cleans_up_badly())
            group.create_task(fails(ConnectionRefusedError(), 1))
    except* ConnectionRefusedError:
        print('refused')
    except* BrokenPipeError:
        print('broken pipe')


# <<<
# >>> split: Take out one kind, and let the rest go on
async def takes_one_kind():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(cleans_up_badly())
            group.create_task(fails(ConnectionRefusedError(), 1))
    except* ConnectionRefusedError:
        print('refused')


async def gets_the_rest():
    try:
        await takes_one_kind()
    except ExceptionGroup as group:
        for error in group.exceptions:
            print('left:', type(error).__name__)


# <<<
# >>> group-child: Start tasks from inside of tasks
async def parent(group):
    await asyncio.sleep(1)
    group.create_task(visit('child', 1))


async def grows():
    async with asyncio.TaskGroup() as group:
        group.create_task(parent(group))
    print('all are back')


# <<<
async def outer():
    # >>> group-nested: Groups in groups
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(visit('Ann', 9))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(fails(ConnectionRefusedError(), 1))
    except* ConnectionRefusedError:
        print('refused')
    # <<<


# >>> group-stop: Stop a group
class Stop(Exception):
    pass


async def stops():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(visit('Ann', 1))
            group.create_task(visit('Bob', 9))
            await asyncio.sleep(2)
            raise Stop
    except* Stop:
        pass
    print('stopped')


# <<<
for each in (waits, one_fails, two_kinds, gets_the_rest, grows, outer, stops):
    asyncio.run(each())
