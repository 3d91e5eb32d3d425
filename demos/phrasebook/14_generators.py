"""Generators.

They need neither a loop nor a task: `NEXT`, `SEND`, `THROW` and `CLOSE` are for plain functions. Each gives 1 when it
has yielded, 0 at the end, or an error."""


# >>> generator: Hand out one value after the other
def countdown(n):
    while n > 0:
        yield n
        n -= 1


def counts():
    for n in countdown(3):
        print(n)


# <<<
def steps():
    # >>> next: Step by step
    generator = countdown(2)
    print(next(generator))
    print(next(generator))
    print(next(generator, 'end'))
    # <<<


# >>> send: Send values in, and get a result
def average():
    total, count = 0, 0
    while (number := (yield count)) is not None:
        total, count = total + number, count + 1
    return total // count


def sends():
    generator = average()
    next(generator)
    generator.send(10)
    print(generator.send(20), 'numbers')
    try:
        generator.send(None)
    except StopIteration as end:
        print('average', end.value)


# <<<
# >>> throw: Throw an error in, and close
def careful():
    try:
        while True:
            try:
                yield 'working'
            except ValueError:
                print('caught')
    finally:
        print('closed')


def throws():
    generator = careful()
    next(generator)
    print(generator.throw(ValueError))
    generator.close()
    generator.close()


# <<<
# >>> yield-from: Yield from another one
def inner():
    yield 1
    yield 2
    return 'two values'


def outer():
    result = yield from inner()
    print(result)
    yield 3


def delegates():
    for n in outer():
        print(n)


# <<<
# >>> ends: Leave a loop early: the generator is still open
def leaves():
    generator = countdown(9)
    for n in generator:
        if n == 8:
            break
    print(next(generator))
    generator.close()
    print(next(generator, 'end'))


# <<<
def misuses():
    # >>> unstarted: A value for one that has not begun
    generator = average()
    try:
        generator.send(1)
    except TypeError:
        print('no yield waits for it')
    # <<<


for each in (counts, steps, sends, throws, delegates, leaves, misuses):
    each()
