"""needs.py - headers include only what stands below them on the ladder.

LADDER is the ladder, bottom first; a new header must be given its place here. Rungs 8 and 9 must also do without
a loop, and below rung 12 the only libc headers are FREESTANDING.
"""
import glob
import os
import re

import tap

LADDER = [
    (0, 'version config interrupt words arguments error'),
    (1, 'resume'),
    (2, 'generator'),
    (3, 'cleanup'),
    (4, 'delegate'),
    (5, 'coroutine'),
    (6, 'small task'),
    (7, 'port loop poll virtual epoll system bare tickless preempt cortex_m avr riscv'),
    (8, 'async_generator'),
    (9, 'with'),
    (11, 'context future watch event semaphore lock condition barrier queue channel broadcast ring notice inlet'),    # gather and its kin park on a future
    (10, 'spawn closing error_group group gather wait as_completed timeout shield wait_for '
         'first limit retry ticks after others itertools'),
    (12, 'thread address dns stream writer copy socket workers datagram tls signal process file foreign '
         'uv glib curl redis redis_queue cares i2c adc pwm watchdog uart pin'),
    (13, 'coir'),
]
RUNG = {name: rung for rung, names in LADDER for name in names.split()}
ORDER = {name: place for place, name in enumerate(n for _, names in LADDER for n in names.split())}
FREESTANDING = {'stddef.h', 'stdint.h', 'stdbool.h', 'string.h'}
INCLUDE = re.compile(r'^\s*#\s*include\s*(<[^>]+>|"[^"]+")', re.M)


def headers():
    """The public headers, bottom of the ladder first; unknown ones last."""
    names = [os.path.basename(p)[:-2] for p in glob.glob(f'{tap.ROOT}/include/coir/*.h')]
    return sorted(names, key=lambda n: (ORDER.get(n, len(ORDER)), n))


def includes(name):
    """(our headers, libc headers) that a header includes, whatever #if stands around."""
    text = open(f'{tap.ROOT}/include/coir/{name}.h', encoding='utf-8').read()
    text = re.sub(r'/\*.*?\*/', '', text, flags=re.S)
    ours, libc = set(), set()
    for what in INCLUDE.findall(text):
        if what[0] == '"' or what.startswith('<coir/'):
            ours.add(os.path.basename(what[1:-1])[:-2])
        else:
            libc.add(what[1:-1])
    return ours, libc


def reach(name, graph, seen):
    for lower in graph.get(name, (set(), 0))[0] - seen:
        seen.add(lower)
        reach(lower, graph, seen)
    return seen


def main():
    graph = {name: includes(name) for name in headers()}
    for name, (ours, libc) in graph.items():
        if name not in ORDER:
            tap.ok(False, f'{name}.h has a place on the ladder', 'give it one: LADDER in test/needs.py')
            continue
        up = sorted(o for o in ours if ORDER.get(o, 99) >= ORDER[name])
        tap.ok(not up, f'{name}.h needs only lower rungs', f'it includes {up}')
        if RUNG[name] < 12:
            extra = sorted(libc - FREESTANDING)
            tap.ok(not extra, f'{name}.h is freestanding', f'it includes {extra}')
        if RUNG[name] in (8, 9):
            loop = sorted(reach(name, graph, set()) & {'task', 'loop', 'port'})
            tap.ok(not loop, f'{name}.h needs no loop', f'it reaches {loop}')
    tap.done()


if __name__ == '__main__':
    main()
