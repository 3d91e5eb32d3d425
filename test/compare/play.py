"""play.py - play small programs with asyncio and print what happens: the twin of play.c.

Reads programs as generate.py writes them from standard input and plays each on the virtual clock of
oracle/vclock.py. What Coir does otherwise on purpose (docs/semantics.md), or what this CPython does not do as later
ones do, is noticed the moment it happens and ends the trace with a line `departs: why`: such a program is not compared.
"""
import asyncio
import gc
import itertools
import os
import sys
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'oracle'))
import vclock  # noqa: E402

V = sys.version_info[:2]
GOES_ON, RETURNS, BREAKS = range(3)
HEADS = 'try lock permit timeout group repeat within'.split()


class UserError(Exception):
    pass


class Op:
    """A line of a program; blocks have a body."""

    def __init__(self, number, text):
        words = text.split()
        self.line, self.word, self.arguments, self.inner = number, words[0], [], None
        self.body, self.handler, self.final, self.kind, self.busy = [], [], None, None, False
        for i, word in enumerate(words[1:], 1):
            if not word.lstrip('-').isdigit():
                self.inner = Op(number, ' '.join(words[i:]))
                break
            self.arguments.append(int(word))


class Reader:
    def __init__(self, lines):
        self.lines, self.at = lines, 0

    def list(self):
        """Operations up to the line that ends the list, which is returned too."""
        ops = []
        while self.at < len(self.lines):
            line = self.lines[self.at].strip()
            self.at += 1
            if line == 'end' or line == 'finally' or line.startswith('except '):
                return ops, line
            op = Op(self.at, line)
            ops.append(op)
            if op.word in HEADS:
                op.body, line = self.list()
                if op.word == 'try' and line.startswith('except '):
                    op.kind = line.split()[1]
                    op.handler, line = self.list()
                if op.word == 'try' and line == 'finally':
                    op.final, line = self.list()
        return ops, ''


# ---- What asyncio does otherwise ----

class Task(asyncio.Task):
    """as_completed keeps its tasks in a set, whose order is that of their hashes: the order of their numbers."""

    def __init__(self, coroutine, *, game, number, **more):
        self.game, self.number = game, number
        super().__init__(coroutine, **more)

    def __hash__(self):
        return self.number

    def uncancel(self):
        left = super().uncancel()
        if left == 0 and self._must_cancel and V < (3, 13):
            self.game.depart('uncancel drops a request that was not delivered: 3.13 does, this one does not')
        return left


class Timeout(asyncio.Timeout):
    def __init__(self, game, delay):
        self.game = game
        super().__init__(asyncio.get_running_loop().time() + delay)

    async def __aenter__(self):
        await super().__aenter__()
        self.before = self._task.cancelling()
        self.entered = self.before - self._task._must_cancel
        return self

    def _on_timeout(self):
        if self._task.cancelling() > self.entered:
            self.game.depart('a deadline in a cleanup')
        super()._on_timeout()

    async def __aexit__(self, kind, error, traceback):
        if self.expired() and kind is None:
            self.game.depart('the body of a timeout swallowed the cancellation')
        if self.expired() and self.before and not hasattr(self, '_cancelling'):
            self.game.depart('a timeout begun with a request counts that as a new one: since 3.11.3 it does not')
        return await super().__aexit__(kind, error, traceback)


class Group(asyncio.TaskGroup):
    async def __aexit__(self, kind, error, traceback):
        task = asyncio.current_task()
        try:
            return await super().__aexit__(kind, error, traceback)
        except BaseExceptionGroup:
            if V < (3, 13) and task.cancelling():
                task.game.depart('a failing group forgets a cancellation: 3.13 does not')
            raise


class Lock(asyncio.Lock):
    def __init__(self, game):
        self.game = game
        super().__init__()

    def _wake_up_first(self):
        waiters = list(self._waiters or ())
        if waiters and waiters[0].cancelled() and not all(w.done() for w in waiters):
            self.game.depart('a release finds a cancelled waiter: Coir wakes the next one at once')
        super()._wake_up_first()


class Semaphore(asyncio.BoundedSemaphore):
    def __init__(self, game, value, bound):
        super().__init__(bound)
        self.game, self._value = game, value

    async def acquire(self):
        try:
            return await super().acquire()
        finally:
            if self._value > 0 and not all(w.done() for w in self._waiters or ()):
                self.game.depart('permits are left while somebody waits: 3.13 wakes him')

    def release(self):
        reserved = sum(w.done() and not w.cancelled() for w in self._waiters or ())
        if self._value + reserved >= self._bound_value > self._value:
            self.game.depart('a release too many while a permit is reserved: asyncio does not notice')
        super().release()


class Waiters(type(asyncio.Queue()._getters)):
    """Of a queue: remembers whose futures they are."""

    def __init__(self):
        self.of, self.woken = {}, set()

    def append(self, future):
        super().append(future)
        self.of[asyncio.current_task()] = future

    def forget(self):
        self.woken.discard(self.of.pop(asyncio.current_task(), None))


class Overtaking:
    """Of a queue: notices who takes what somebody was woken for, which Coir reserves."""

    def _init(self, maxsize):
        super()._init(maxsize)
        self._getters, self._putters = Waiters(), Waiters()

    def _wakeup_next(self, waiters):
        first = next((w for w in waiters if not w.done()), None)
        super()._wakeup_next(waiters)
        if first is not None:
            waiters.woken.add(first)

    def depart(self, game, there, waiters):
        if 0 < there <= len(waiters.woken):
            game.depart('overtaking in a queue')

    def before_get(self, game):
        self.depart(game, self.qsize(), self._getters)

    def before_put(self, game):
        if self.maxsize:
            self.depart(game, self.maxsize - self.qsize(), self._putters)


class Queue(Overtaking, asyncio.Queue):
    pass


class LifoQueue(Overtaking, asyncio.LifoQueue):
    pass


async def wait_for(game, awaitable, delay):
    """asyncio.wait_for as of 3.12."""
    if delay > 0:
        async with Timeout(game, delay):
            return await awaitable
    awaitable = asyncio.ensure_future(awaitable)
    if awaitable.done():
        return awaitable.result()
    await asyncio.tasks._cancel_and_wait(awaitable, *([asyncio.get_running_loop()] if V < (3, 12) else []))
    try:
        return awaitable.result()
    except asyncio.CancelledError as error:
        raise TimeoutError from error


# ---- Playing ----

NAMES = {asyncio.CancelledError: 'CANCELLED', TimeoutError: 'TIMEOUT', RuntimeError: 'RUNTIME', ValueError: 'VALUE',
         asyncio.InvalidStateError: 'STATE', asyncio.QueueFull: 'FULL', asyncio.QueueEmpty: 'EMPTY',
         asyncio.BrokenBarrierError: 'BROKEN', FileExistsError: 'EXISTS', FileNotFoundError: 'NOT_FOUND',
         BaseExceptionGroup: 'GROUP', ExceptionGroup: 'GROUP'}
if V >= (3, 13):
    NAMES[asyncio.QueueShutDown] = 'SHUT_DOWN'
KINDS = {'error': Exception, 'any': BaseException, 'group': BaseExceptionGroup}


def name(error):
    if error is None:
        return 'ok'
    return NAMES.get(type(error)) or str(error)


def outcome(task):
    if not task.done():
        return 'pending'
    return 'CANCELLED' if task.cancelled() else name(task.exception())


def fits(error, kind):
    return isinstance(error, KINDS[kind]) if kind in KINDS else name(error).lower() == kind.lower()


def leaves(group):
    for error in group.exceptions:
        yield from leaves(error) if isinstance(error, BaseExceptionGroup) else [error]


class Loop(vclock.VirtualLoop):
    """At the end leftovers are cancelled as by Coir: the loop's own, then those of groups, in the order of their start.
    (asyncio: a set, without an order.)"""
    scope = 0

    def create_task(self, coroutine, **more):
        task = super().create_task(coroutine, **more)
        vclock._seq[task] = self.scope, vclock._seq[task]
        return task


class Player:
    """A task of the program, once it was started."""

    def __init__(self, number):
        self.number, self.timeout, self.waits = number, None, []


class Game:
    """One program."""

    def __init__(self, lines):
        self.out, self.ops, self.players, self.groups = [], {}, {}, {}
        self.why, self.over, self.ending, self.ticking, self.scopes = None, False, False, False, 0
        self.starting, self.others = None, itertools.count(1000)
        self.read(lines)

    def read(self, lines):
        reader = Reader(lines)
        self.settings = []
        while reader.at < len(lines):
            words = lines[reader.at].split()
            reader.at += 1
            if words[0] == 'task':
                self.ops[int(words[1])], _ = reader.list()
            elif words[0] != 'run':
                self.settings.append((words[0], *map(int, words[1:])))

    def set_up(self):
        each = range(4)
        self.locks = [Lock(self) for _ in each]
        self.conditions = [asyncio.Condition(lock) for lock in self.locks]
        self.permits = [Semaphore(self, 1, 1000) for _ in each]
        self.events = [asyncio.Event() for _ in each]
        self.futures = [self.loop.create_future() for _ in each]
        self.barriers = [asyncio.Barrier(2) for _ in each]
        self.queues = [Queue(2) for _ in each]
        for kind, number, size, *bound in self.settings:
            if kind == 'semaphore':
                self.permits[number] = Semaphore(self, size, bound[0])
            elif kind == 'barrier':
                self.barriers[number] = asyncio.Barrier(size)
            else:
                self.queues[number] = (LifoQueue if kind == 'lifo' else Queue)(size)

    def depart(self, why):
        self.why = self.why or why

    def say(self, number, op, what=''):
        if not self.over:
            line, word = (op.line, op.word) if op else (0, 'task')
            self.out.append(f'@{self.loop.time()} t{number} {line} {word}{what}')

    def make_task(self, loop, coroutine, **more):
        number = self.starting if self.starting is not None else next(self.others)
        self.starting = None
        return Task(coroutine, game=self, number=number, loop=loop, **more)

    def play(self):
        runner = asyncio.Runner(loop_factory=Loop)
        self.loop = runner.get_loop()
        self.loop.set_exception_handler(lambda loop, context: None)
        self.loop.set_task_factory(self.make_task)
        self.set_up()
        self.starting = 0
        for end in lambda: runner.run(self.main()), runner.close:
            try:
                end()
            except vclock.Deadlock:
                self.out.append('deadlock')
                if self.ticking:
                    self.depart('the deadline of as_completed outlives it')
                if self.ending:
                    self.depart('nothing can wake the cleanup')
            except BaseException:
                pass
            self.ending = True
        self.over = True
        return self.out + (['departs: ' + self.why] if self.why else [])

    # ---- Tasks ----

    async def main(self):
        player = self.players[0] = Player(0)
        player.task = asyncio.current_task()
        await self.task(player)

    async def task(self, player):
        self.say(player.number, None, ' begins')
        try:
            await self.block(player, self.ops.get(player.number, []), None)
            self.say(player.number, None, ' ends')
        except BaseException as error:
            self.say(player.number, None, ' !' + name(error))
            raise

    def start(self, number, group=None):
        if number in self.players:
            raise FileExistsError
        if self.ending:
            self.depart('a task was started by the cleanup of leftovers')
        player = Player(number)
        coroutine = self.task(player)
        try:
            self.starting = number
            self.loop.scope = group.scope if group else 0
            player.task = (group or self.loop).create_task(coroutine)
        except RuntimeError:
            coroutine.close()
            raise
        self.players[number] = player
        return 0

    def some(self, numbers):
        return [self.players[n].task for n in numbers if n in self.players]

    def closes_circle(self, me, numbers):
        """Would waiting for these close a circle of tasks that wait for each other, other than by itself?"""
        seen, todo = set(), list(numbers)
        while todo:
            number = todo.pop()
            if number == me.number:
                return True
            if number not in seen and number in self.players:
                seen.add(number)
                todo += self.players[number].waits
        return False

    def odd_await(self, numbers):
        """A task that awaits itself can, until it is told, be awaited by nobody (in CPython)."""
        if any(task._asyncio_future_blocking for task in self.some(numbers)):
            self.depart('awaiting a task that awaits itself')

    async def forward(self, me, numbers, awaitable):
        """Wait for tasks to which a cancellation is passed on."""
        self.odd_await(numbers)
        if self.closes_circle(me, numbers):
            self.depart('a circle of tasks that wait for each other')
        me.waits, before = list(numbers), me.task.cancelling() - me.task._must_cancel
        try:
            value = await awaitable
        finally:
            me.waits = []
        if me.task.cancelling() > before:
            self.depart('an inner task swallowed a forwarded cancellation')
        return value

    # ---- Operations that never wait ----

    def call_back(self, op, *_):
        op.busy = False
        try:
            notes = f' {self.act(None, op.inner)}'
        except Exception as error:
            notes = f' !{name(error)}'
        self.say(0, op.inner, ' called' + notes)

    def take(self, op):
        if op.busy:
            raise RuntimeError
        op.busy = True

    def act(self, me, op):
        return getattr(self, 'do_' + op.word)(me, op, *op.arguments)

    def do_release(self, me, op, n):
        self.locks[n].release()
        return 0

    def do_release_permit(self, me, op, n):
        self.permits[n].release()
        return 0

    def do_set(self, me, op, n):
        self.events[n].set()
        return 0

    def do_clear(self, me, op, n):
        self.events[n].clear()
        return 0

    def do_put_nowait(self, me, op, n, item):
        self.queues[n].before_put(self)
        self.queues[n].put_nowait(item)
        return 0

    def do_get_nowait(self, me, op, n):
        self.queues[n].before_get(self)
        return self.queues[n].get_nowait()

    def do_task_done(self, me, op, n):
        self.queues[n].task_done()
        return 0

    def do_shutdown(self, me, op, n, at_once):
        self.queues[n].shutdown(bool(at_once))
        return 0

    def do_set_future(self, me, op, n, value):
        self.futures[n].set_result(value)
        return 0

    def do_fail_future(self, me, op, n, number):
        self.futures[n].set_exception(UserError(f'E{number}'))
        return 0

    def do_cancel_future(self, me, op, n):
        return int(self.futures[n].cancel())

    def do_start(self, me, op, n):
        return self.start(n)

    def do_spawn(self, me, op, n, group):
        if self.groups.get(group) is None:
            raise FileNotFoundError
        return self.start(n, self.groups[group])

    def of(self, n):
        if n not in self.players:
            raise FileNotFoundError
        return self.players[n].task

    def do_cancel(self, me, op, n):
        return int(self.of(n).cancel())

    def do_cancelling(self, me, op, n):
        return self.of(n).cancelling()

    def do_state(self, me, op, n):
        return f'{outcome(self.of(n))} 0'

    def do_done(self, me, op, n):
        task = self.of(n)
        self.take(op)
        task.add_done_callback(lambda _: self.call_back(op))
        return 0

    def do_later(self, me, op, delay):
        self.take(op)
        self.loop.call_later(delay, self.call_back, op)
        return 0

    def do_soon(self, me, op):
        self.take(op)
        self.loop.call_soon(self.call_back, op)
        return 0

    def do_uncancel(self, me, op):
        return me.task.uncancel()

    def do_notify(self, me, op, n, count):
        self.conditions[n].notify(count)
        return 0

    def do_reschedule(self, me, op, delay):
        if not me.timeout:
            raise FileNotFoundError
        me.timeout.reschedule(self.loop.time() + delay)
        return 0

    # ---- Operations that wait ----

    async def wait_sleep(self, me, op, delay):
        await asyncio.sleep(delay)

    async def wait_acquire(self, me, op, n):
        await self.locks[n].acquire()

    async def wait_acquire_permit(self, me, op, n):
        await self.permits[n].acquire()

    async def wait_get(self, me, op, n):
        self.queues[n].before_get(self)
        try:
            return f' {await self.queues[n].get()}'
        finally:
            self.queues[n]._getters.forget()

    async def wait_put(self, me, op, n, item):
        self.queues[n].before_put(self)
        try:
            await self.queues[n].put(item)
        finally:
            self.queues[n]._putters.forget()

    async def wait_queue_join(self, me, op, n):
        await self.queues[n].join()

    async def wait_wait_event(self, me, op, n):
        await self.events[n].wait()

    async def wait_wait_future(self, me, op, n):
        return f' {await self.futures[n]}'

    async def wait_join(self, me, op, n):
        if n not in self.players:
            return ' nobody'
        self.odd_await([n])
        await self.forward(me, [n] if n != me.number else [], self.players[n].task)

    async def wait_gather(self, me, op, errors, *numbers):
        some = self.some(numbers)
        if V < (3, 12) and any(task.done() for task in some):
            self.depart('gather looks at what is done in the next turn: as of 3.12 at once')
        await self.forward(me, numbers, asyncio.gather(*some, return_exceptions=bool(errors)))
        return ''.join(' ' + outcome(task) for task in some)

    async def wait_wait(self, me, op, when, timeout, *numbers):
        some = self.some(numbers)
        when = ['ALL_COMPLETED', 'FIRST_COMPLETED', 'FIRST_EXCEPTION'][when]
        done, _ = await asyncio.wait(some, timeout=max(timeout, 0) if timeout else None, return_when=when)
        return ''.join(' done' if task in done else ' pending' for task in some)

    async def wait_as_completed(self, me, op, timeout, *numbers):
        some = self.some(numbers)
        for coroutine in asyncio.as_completed(some, timeout=timeout or None):
            before = me.task.cancelling() - me.task._must_cancel
            error = None
            try:
                await coroutine
            except asyncio.CancelledError as cancelled:
                error = cancelled
                if me.task.cancelling() > before:
                    self.ticking |= bool(timeout)
                    raise
            except Exception as failure:
                error = failure
                if not any(t.done() and not t.cancelled() and t.exception() is error for t in some):
                    raise
            self.say(me.number, op, f' next {name(error)}')

    async def wait_wait_for(self, me, op, delay, n):
        if n not in self.players:
            return ' nobody'
        self.odd_await([n])
        await self.forward(me, [n] if n != me.number else [], wait_for(self, self.players[n].task, delay))

    async def wait_shield(self, me, op, n):
        if n not in self.players:
            return ' nobody'
        self.odd_await([n])
        await asyncio.shield(self.players[n].task)

    async def wait_wait_condition(self, me, op, n):
        condition = self.conditions[n]
        try:
            await condition.wait()
        except asyncio.CancelledError:
            if condition._waiters if V >= (3, 13) else any(not waiter.done() for waiter in condition._waiters):
                self.depart('a cancelled waiter of a condition wakes another one, or loses its notification')
            raise

    async def wait_wait_barrier(self, me, op, n):
        self.look_at_barrier(self.barriers[n])
        try:
            return f' {await self.barriers[n].wait()}'
        except asyncio.CancelledError:
            if V >= (3, 13) and self.barriers[n]._cond._waiters:
                self.depart('a cancelled waiter of a barrier wakes another one, who waits on')
            raise

    def look_at_barrier(self, barrier):
        """Whoever leaves a barrier of asyncio needs its lock; in Coir nobody waits for that."""
        lock, leaving = barrier._cond._lock, barrier._state is asyncio.locks._BarrierState.RESETTING
        if leaving or lock.locked() or lock._waiters:
            self.depart('those who leave a barrier hold up the next')

    async def on_barrier(self, n, what):
        self.look_at_barrier(self.barriers[n])
        if self.barriers[n]._state is asyncio.locks._BarrierState.DRAINING:
            self.depart('those who leave a barrier hold up the next')
        await what()
        return ' 0'

    async def wait_reset(self, me, op, n):
        return await self.on_barrier(n, self.barriers[n].reset)

    async def wait_abort(self, me, op, n):
        return await self.on_barrier(n, self.barriers[n].abort)

    async def wait_raise(self, me, op, number):
        raise UserError(f'E{number}')

    # ---- Blocks: they return how they were left ----

    async def play_try(self, me, op, caught):
        try:
            left = await self.block(me, op.body, caught)
            if left:
                return left
        except BaseException as error:
            if op.kind is None or not fits(error, op.kind):
                raise
            self.say(me.number, op, f' except {name(error)}')
            left = await self.block(me, op.handler, error)
            if left:
                return left
        finally:
            if op.final is not None:
                self.say(me.number, op, ' finally')
                left = await self.block(me, op.final, caught)
                if left:
                    return left
        return GOES_ON

    async def play_lock(self, me, op, caught):
        async with self.locks[op.arguments[0]]:
            self.say(me.number, op, ' in')
            return await self.block(me, op.body, caught)

    async def play_permit(self, me, op, caught):
        async with self.permits[op.arguments[0]]:
            self.say(me.number, op, ' in')
            return await self.block(me, op.body, caught)

    async def play_timeout(self, me, op, caught):
        outer, me.timeout = me.timeout, Timeout(self, op.arguments[0])
        timeout = me.timeout
        try:
            async with timeout:
                return await self.block(me, op.body, caught)
        finally:
            me.timeout = outer
            op.notes = ' expired' if timeout.expired() else ' in time'

    async def play_group(self, me, op, caught):
        number = op.arguments[0]
        group = Group()
        self.scopes += 1
        group.scope = self.scopes
        try:
            async with group:
                self.groups[number] = group
                self.say(me.number, op, ' in')
                return await self.block(me, op.body, caught)
        except BaseExceptionGroup as error:
            op.notes = ''.join(' ' + name(leaf) for leaf in leaves(error))
            raise
        finally:
            self.groups[number] = None

    async def play_repeat(self, me, op, caught):
        for _ in range(op.arguments[0]):
            left = await self.block(me, op.body, caught)
            if left == RETURNS:
                return left
            if left == BREAKS:
                break
        return GOES_ON

    async def play_within(self, me, op, caught):
        return await wait_for(self, self.block(me, op.body, caught), op.arguments[0])

    # ---- One operation after the other ----

    async def one(self, me, op, caught):
        """Returns how it was left, and what to note."""
        if op.word in ('return', 'break'):
            return RETURNS if op.word == 'return' else BREAKS, ''
        if op.word == 'reraise':
            raise caught
        if hasattr(self, 'do_' + op.word):
            try:
                return GOES_ON, f' {self.act(me, op)}'
            except Exception as error:
                return GOES_ON, f' !{name(error)}'
        if op.word in HEADS:
            left = await getattr(self, 'play_' + op.word)(me, op, caught)
            return left, op.notes
        return GOES_ON, await getattr(self, 'wait_' + op.word)(me, op, *op.arguments) or ''

    async def block(self, me, ops, caught):
        for op in ops:
            op.notes = ''
            try:
                left, notes = await self.one(me, op, caught)
            except BaseException as error:
                self.say(me.number, op, f'{op.notes} !{name(error)}')
                raise
            self.say(me.number, op, notes)
            if left:
                return left
        return GOES_ON


def main():
    warnings.simplefilter('ignore')
    sys.unraisablehook = lambda what: None  # tasks that are left in a deadlock are torn down by the garbage collector
    gc.disable()
    programs = sys.stdin.read().split('program ')[1:]
    for i, text in enumerate(programs):
        number, *lines = text.rstrip('\n').split('\n')
        print('program', number)
        print('\n'.join(Game(lines).play()))
        if i % 100 == 0:
            gc.collect()


if __name__ == '__main__':
    main()
