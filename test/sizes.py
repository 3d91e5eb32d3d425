"""sizes.py - on a chip, features cost only when they are used; and the small loop does what the other one does.

The programs of test/firmware that need no join give the same traces with the small loop. For every program of bench/firmware/rows.py with a small loop: its symbols and its struct members are those of the
features that it has, and no others. Then the numbers that docs/cost.md promises, and that no stack is deeper in an
emulator than it is computed to be.
"""
import os
import sys

import tap

sys.path.insert(0, f'{tap.ROOT}/bench')
import size                                                             # noqa: E402
from size import rows                                                   # noqa: E402

# Above an empty program: text and RAM.
PROMISES = {
    'cortex-m0': {'two_blinkers': (400, 80), 'two_blinkers_safe': (520, 88)},
    'atmega328p': {'two_blinkers': (560, 48), 'two_blinkers_safe': (720, 56)},
}


def symbols(chip, elf):
    """Names, without the switches that some end in."""
    words = [line.split()[-1] for line in chip.tool('nm', elf).split('\n') if line.strip()]
    return {word.split('_small_cancel')[0] for word in words}


def members(switches):
    """Which struct members there are, asked of the compiler."""
    asked = sorted({member for _, there in rows.TRACES.values() for member in there})
    found = set()
    for member in asked:
        struct, name = member.split('.')
        source = f'#include "coir/coir.h"\nint x = sizeof(((struct {struct} *)0)->{name});\n'
        command = ['cc', '-DCOIR_HOSTED=0', *size.shlex.split(switches.replace('"', '\\"')), '-Iinclude', '-Ibench/firmware',
                   '-w', '-fsyntax-only', '-xc', '-']
        if size.subprocess.run(command, cwd=tap.ROOT, input=source, text=True, stderr=size.subprocess.DEVNULL).returncode == 0:
            found.add(member)
    return found


def check_traces(chip, name, elf, switches):
    has = set(rows.HAS[name].split())
    there = symbols(chip, elf)
    extra = [symbol for feature, (names, _) in rows.TRACES.items() for symbol in names
             if feature not in has and symbol in there]
    missing = [symbol for feature in has for symbol in rows.TRACES[feature][0] if symbol not in there]
    tap.ok(not extra, f'{chip.name}: {name} contains nothing of features it does not use', f'it has {extra}')
    if name in rows.ALL_THERE:
        tap.ok(not missing, f'{chip.name}: {name} contains what it uses, so names are right', f'it lacks {missing}')


def check_members(name, switches, used):
    """A member that nobody has belongs to a feature that this program has."""
    has = set(rows.HAS[name].split())
    allowed = {member for feature in has for member in rows.TRACES[feature][1]}
    extra = sorted(used[switches] - allowed)
    tap.ok(not extra, f'{name}: no struct has members of features it does not use', f'it has {extra}')


SMALL_RUNS = ('portable_cleanup', 'portable_coroutine', 'portable_generator', 'portable_timers')
SWITCHES = ('', '-DCOIR_CALLBACKS=1', '-DCOIR_DENSE=1 -DCOIR_GRANTS=0')
# What the small loop prints in place of a line. It looks at conditions at every tick, so it wakes more often.
SMALL_SAYS = {'portable_timers': ('waits 8\n', 'waits 803\n')}


def trace(source, switches):
    """What the program prints here, with the core as on a chip."""
    program = f'{size.OUT}/trace'
    size.run('cc', '-std=c99', '-O0', '-w', '-DCOIR_HOSTED=0', *switches.split(), '-Iinclude', '-Itest',
             f'test/{source}.c', f'{FIRMWARE}/machine_host.c',
             *size.library(size.LIBRARY, f'test/{source}.c'), 'lib/port/virtual.c', '-o', program)
    return size.run(program)


def check_small():
    for name in SMALL_RUNS:
        right = open(f'{tap.ROOT}/{FIRMWARE}/{name}.out', encoding='utf-8').read().replace(*SMALL_SAYS.get(name, ('', '')))
        for switches in SWITCHES:
            said = trace(f'firmware/{name}', f'-DCOIR_SMALL=1 {switches}')
            tap.ok(said == right, f'{name} prints with the small loop what it should {switches}', said)
    right, said = (trace('firmware_small', f'-DCOIR_CALLBACKS=1 -DCOIR_SMALL={small}') for small in (0, 1))
    tap.ok(said == right and len(right) > 1000, 'tasks cancelled at every await leave the same trace with both loops', said)


FIRMWARE = 'test/firmware'


def check_stack(chip, found):
    """What was seen of a painted stack can never be more than the sum of the compiler's figures."""
    if not all('painted' in row for row in found.values()):
        tap.skip(f'{chip.name}: painted stacks', 'no emulator here')
        return
    for name, row in found.items():
        tap.ok(row['painted'] <= row['with_tick'], f'{chip.name}: the stack of {name} is never deeper than computed',
               f'{row["painted"]} were seen, {row["with_tick"]} computed')
    row = found['child']
    tap.ok(row['painted'] > row['stack'] // 2, f'{chip.name}: the paint shows the better part of the stack', f'{row}')


def main():
    os.makedirs(size.OUT, exist_ok=True)
    check_small()
    chips = [chip for chip in size.CHIPS if chip.there()]
    if not chips:
        tap.skip('sizes on chips', 'no cross compiler here')
        tap.done()
    results = size.measure_all()
    used = {}
    for name, _, switches, _, _ in rows.ROWS:
        if name not in rows.HAS:
            continue
        if switches not in used:
            used[switches] = members(switches)
        check_members(name, switches, used)
        for chip in chips:
            check_traces(chip, name, f'{size.OUT}/{chip.name}/{name}/program.elf', switches)
    for chip in chips:
        check_stack(chip, results[chip.name])
    anywhere = members('-DCOIR_TASKS=1 -DCOIR_PRIORITY=1') | members('-DCOIR_SMALL=1 -DCOIR_CALLBACKS=1')
    nowhere = sorted({member for _, there in rows.TRACES.values() for member in there} - anywhere)
    tap.ok(not nowhere, 'each member that is looked for exists with some switches, so names are right', f'not {nowhere}')
    for chip, promises in PROMISES.items():
        for name, (text, ram) in promises.items() if chip in results else ():
            got = size.above(results[chip][name])
            tap.ok(got[0] <= text and got[1] <= ram, f'{chip}: {name} takes at most {text} bytes of code and {ram} of RAM',
                   f'{got[0]} and {got[1]}')
    tap.done()


if __name__ == '__main__':
    main()
