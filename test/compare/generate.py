"""generate.py - make a random program of tasks, locks, queues and their kin out of a number:  generate.py NUMBER...

A program is text: settings of objects, then each task with its operations, one per line, blocks closed by `end`; play.py
and play.c tell what each word does. The same number always makes the same program. Left out altogether is what Coir has
in common with no CPython: equal text for both is the point. What the two do otherwise only now and then is not left
out here: play.py notices it when it happens.
"""
import random
import sys

OBJECTS = 2
ERRORS = 3
DEPTH = 4


class Maker:
    def __init__(self, number):
        self.random = random.Random(number)
        self.lines, self.groups, self.values, self.left = [], 0, 0, 0
        self.tasks = self.random.randint(3, 8)
        # A program dwells on a few kinds of operations, so that they meet.
        kinds = list(KINDS)
        self.kinds = self.random.sample(kinds, self.random.randint(3, 7))

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def line(self, depth, *words):
        self.lines.append('  ' * depth + ' '.join(map(str, words)))

    def small(self):
        return self.random.choice([0, 0, 1, 1, 1, 2, 2, 3, 4, 6])

    def object(self):
        return 0 if self.chance(75) else self.random.randrange(OBJECTS)

    def task(self):
        return self.random.randrange(1, self.tasks)

    def any_task(self):
        return self.random.randrange(self.tasks)

    def some_tasks(self, twice=False):
        pool = list(range(1, self.tasks))
        if twice and self.chance(10):
            return self.random.choices(pool, k=self.random.randint(1, 5))
        return self.random.sample(pool, self.random.randint(1, min(len(pool), 4)))

    def value(self):
        self.values += 1
        return self.values

    # ---- A program ----

    def program(self, number):
        self.line(0, 'program', number)
        self.settings()
        starts = {}
        for task in range(1, self.tasks):
            starts.setdefault(0 if self.chance(75) else self.random.randrange(task), []).append(task)
        for task in range(self.tasks):
            self.line(0, 'task', task)
            self.body(task, starts.get(task, []))
            self.line(0, 'end')
        self.line(0, 'run')
        return '\n'.join(self.lines) + '\n'

    def settings(self):
        for i in range(OBJECTS):
            value = self.random.randint(0, 2)
            self.line(0, 'semaphore', i, value, value + self.random.choice([0, 1, 10]))
            self.line(0, self.random.choice(['queue', 'queue', 'lifo']), i, self.random.choice([0, 1, 1, 2, 3]))
            self.line(0, 'barrier', i, self.random.randint(1, 3))

    def body(self, task, starts):
        """The operations of a task; those it has to start come first, mostly, or in a group."""
        self.left = self.random.randint(4, 9)
        depth = 1
        group = starts and self.chance(30)
        if group:
            group = self.open_group(1)
            depth = 2
        for other in starts:
            while self.chance(20):
                self.operation(depth, [])
            if group and self.chance(80):
                self.line(depth, 'spawn', other, group[0])
            else:
                self.line(depth, 'start', other)
        where = group or []
        while self.left > 0:
            self.operation(depth, where)
        if group:
            self.line(1, 'end')
        if task == 0:
            for _ in range(self.random.randint(0, 2)):
                self.waiting(1)
            if self.chance(70):
                self.line(1, 'sleep', self.random.choice([5, 9, 20]))

    def open_group(self, depth):
        self.groups += 1
        self.line(depth, 'group', self.groups - 1)
        return [self.groups - 1]

    def operation(self, depth, where):
        self.left -= 1
        if depth <= DEPTH and self.chance(28):
            self.block(depth, where)
        elif self.chance(50):
            self.of_kind(depth)
        else:
            self.waiting(depth) if self.chance(45) else self.acting(depth)

    def of_kind(self, depth):
        self.random.choice(KINDS[self.random.choice(self.kinds)])(self, depth)

    def waiting(self, depth):
        self.random.choice(WAITING)(self, depth)

    def acting(self, depth):
        if self.chance(25):
            prefix = self.random.choice([('later', self.small()), ('later', self.small()), ('soon',),
                                         ('done', self.any_task())])
            self.line(depth, *prefix, self.act(callback=True))
        else:
            self.line(depth, self.act())

    def act(self, callback=False):
        words = self.random.choice(ACTS if callback else ACTS + OWN_ACTS)(self)
        return ' '.join(map(str, words))

    def list(self, depth, where, few=1, many=3):
        for _ in range(self.random.randint(few, many)):
            self.operation(depth, where)

    # ---- Blocks ----

    def block(self, depth, where):
        self.random.choice(BLOCKS)(self, depth, where)

    def try_block(self, depth, where):
        self.line(depth, 'try')
        self.list(depth + 1, where)
        handler = self.chance(80)
        if handler:
            self.line(depth, 'except', self.random.choice(
                ['cancelled', 'cancelled', 'error', 'any', 'any', 'timeout', 'group', 'E0', 'runtime']))
            self.list(depth + 1, where, 0, 2)
            if self.chance(45):
                self.line(depth + 1, 'reraise')
        if not handler or self.chance(40):
            self.line(depth, 'finally')
            self.list(depth + 1, where, 0, 2)
        self.line(depth, 'end')

    def plain_block(self, depth, where, *words):
        self.line(depth, *words)
        self.list(depth + 1, where)
        if self.chance(5):
            self.line(depth + 1, 'return')
        self.line(depth, 'end')

    def lock_block(self, depth, where):
        self.plain_block(depth, where, 'lock', self.object())

    def permit_block(self, depth, where):
        self.plain_block(depth, where, 'permit', self.object())

    def timeout_block(self, depth, where):
        self.plain_block(depth, where, 'timeout', self.small())

    def within_block(self, depth, where):
        self.plain_block(depth, where, 'within', self.small())

    def repeat_block(self, depth, where):
        self.line(depth, 'repeat', self.random.randint(2, 3))
        before = self.groups
        self.list(depth + 1, where, 1, 2)
        if self.groups == before and self.chance(15):
            self.line(depth + 1, 'break')
        self.line(depth, 'end')

    def group_block(self, depth, where):
        group = self.open_group(depth)
        for _ in range(self.random.randint(0, 2)):
            self.line(depth + 1, 'spawn', self.task(), group[0])
        self.list(depth + 1, group)
        self.line(depth, 'end')

    def condition_block(self, depth, where):
        n = self.object()
        self.line(depth, 'lock', n)
        self.list(depth + 1, where, 0, 1)
        self.line(depth + 1, *self.random.choice([('wait_condition', n), ('wait_condition', n), ('notify', n, 1),
                                                  ('notify', n, 2), ('notify', n, 100)]))
        self.list(depth + 1, where, 0, 1)
        self.line(depth, 'end')


def leaf(*words):
    """An operation with such arguments: names of methods of Maker, or numbers."""
    return lambda maker, depth: maker.line(depth, *word_list(maker, words))


def word_list(maker, words):
    for word in words:
        method = getattr(maker, word, None) if isinstance(word, str) else None
        value = method() if method and word != 'task_done' else word
        yield from value if isinstance(value, list) else [value]


def act(*words):
    return lambda maker: list(word_list(maker, words))


BLOCKS = ([Maker.try_block] * 5 + [Maker.timeout_block] * 3 + [Maker.lock_block] * 2 + [Maker.permit_block] * 2
          + [Maker.group_block, Maker.repeat_block, Maker.within_block, Maker.condition_block])

WAITING = ([leaf('sleep', 'small')] * 8 + [leaf('sleep', 0)] * 3 + [
    leaf('get', 'object'), leaf('put', 'object', 'value'), leaf('join', 'task'), leaf('wait_event', 'object'),
    leaf('wait_future', 'object'), leaf('acquire', 'object'), leaf('acquire_permit', 'object'),
])

ACTS = [
    act('release', 'object'), act('release_permit', 'object'), act('set', 'object'), act('clear', 'object'),
    act('put_nowait', 'object', 'value'), act('get_nowait', 'object'), act('task_done', 'object'),
    act('set_future', 'object', 'value'), act('fail_future', 'object', 'error'), act('cancel_future', 'object'),
    act('cancel', 'any_task'), act('cancel', 'task'), act('cancel', 'task'), act('cancelling', 'any_task'),
    act('state', 'any_task'), act('start', 'task'), act('notify', 'object', 1),
]
OWN_ACTS = [act('uncancel'), act('reschedule', 'small')]

KINDS = {
    'queue': [leaf('get', 'object'), leaf('get', 'object'), leaf('put', 'object', 'value'),
              leaf('put', 'object', 'value'), leaf('put_nowait', 'object', 'value'), leaf('get_nowait', 'object'),
              leaf('task_done', 'object'), leaf('queue_join', 'object')],
    'lock': [leaf('acquire', 'object'), leaf('release', 'object')],
    'permit': [leaf('acquire_permit', 'object'), leaf('acquire_permit', 'object'), leaf('release_permit', 'object')],
    'event': [leaf('wait_event', 'object'), leaf('set', 'object'), leaf('clear', 'object')],
    'future': [leaf('wait_future', 'object'), leaf('wait_future', 'object'), leaf('set_future', 'object', 'value'),
               leaf('fail_future', 'object', 'error'), leaf('cancel_future', 'object')],
    'join': [leaf('join', 'task'), leaf('join', 'task'), leaf('state', 'task')],
    'cancel': [leaf('cancel', 'task'), leaf('cancel', 'any_task'), leaf('later', 'small', 'cancel', 'task'),
               leaf('uncancel')],
    'gather': [leaf('gather', 'flag', 'some_tasks_twice')],
    'wait': [leaf('wait', 'when', 'limit', 'some_tasks')],
    'as_completed': [leaf('as_completed', 'limit', 'some_in_order')],
    'wait_for': [leaf('wait_for', 'small', 'task')],
    'shield': [leaf('shield', 'task')],
    'condition': [lambda maker, depth: maker.condition_block(depth, [])],
    'barrier': [leaf('wait_barrier', 'object'), leaf('wait_barrier', 'object'), leaf('wait_barrier', 'object'),
                leaf('reset', 'object'), leaf('abort', 'object')],
    'raise': [leaf('raise', 'error')],
}

Maker.error = lambda maker: maker.random.randrange(ERRORS)
Maker.flag = lambda maker: maker.random.randrange(2)
Maker.when = lambda maker: maker.random.randrange(3)
Maker.limit = lambda maker: maker.random.choice([0, 0, 1, 2, 4])
Maker.some_in_order = lambda maker: sorted(maker.some_tasks())
Maker.some_tasks_twice = lambda maker: maker.some_tasks(twice=True)


def program(number):
    return Maker(number).program(number)


if __name__ == '__main__':
    for argument in sys.argv[1:]:
        print(program(int(argument)), end='')
