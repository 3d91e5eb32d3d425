"""latency.py - print how long it takes from an interrupt until a task runs, and how long Coir masks interrupts.

    latency.py             print the table, and write build/latency.json
    latency.py --write     and put the table between the marks in docs/cost.md

Programs are bench/latency/*.c, for boards of test/firmware/run.py. simavr counts the cycles of an ATmega328P. QEMU knows
none: there it is instructions, which take 128 ns each, so that every timer counts faster than they go by.
"""
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
os.chdir(ROOT)
sys.path[:0] = [f'{ROOT}/test/firmware', f'{ROOT}/bench']
import run                                                              # noqa: E402
import size                                                             # noqa: E402

run.BUILD = 'build/latency'
ICOUNT = '-icount shift=7,sleep=off -rtc clock=vm'
INSTRUCTION_PS = 128000
PROGRAMS = 'post', 'preempt', 'masked'
BOARDS = {'mps2-an385': 'Cortex-M3', 'microbit': 'Cortex-M0', 'riscv': 'RV32IMAC', 'atmega328p': 'ATmega328P'}
CYCLES = 'atmega328p',                          # the others in instructions
WAYS = {
    'event': 'an event, `coir_event_set_from_isr`',
    'semaphore': 'a permit, `coir_semaphore_release_from_isr`',
    'ring': 'an item, `coir_ring_put_from_isr`',
    'call': 'a function, `coir_call_soon_from_isr`',
    'preempt': 'an event of a second loop that pre-empts the first',
}
WHEN = {'asleep': 'asleep', 'running': 'busy'}


def boards():
    """Those whose compiler and emulator are here."""
    return [board for board in run.BOARDS if board.name in BOARDS
            and shutil.which(board.compiler.split()[0]) and shutil.which(board.run.split()[0])]


def build(there):
    """Board and program of each."""
    ninja, jobs = run.Ninja(), []
    for name in PROGRAMS:
        program = run.Program(f'bench/latency/{name}.c')
        jobs += [(board, ninja.program(board, program)) for board in there if program.fits(board)]
    os.makedirs(run.BUILD, exist_ok=True)
    with open(f'{run.BUILD}/build.ninja', 'w', encoding='utf-8') as file:
        file.write('\n'.join(ninja.lines) + '\n')
    size.run('ninja', '-f', f'{run.BUILD}/build.ninja', *[elf for _, elf in jobs])
    return jobs


def numbers(board, elf):
    """Name -> cycles, or instructions."""
    command = board.run.format(elf=elf).split()
    done = subprocess.run(command + ICOUNT.split() * ('qemu' in command[0]), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False)
    said = board.output(done.stdout.decode(errors='replace').replace('\r', ''), done.stderr.decode(errors='replace'))
    found = {name: int(value) for name, value in re.findall(r'^(\w[\w ]*) (\d+)$', said, re.M)}
    if 'count' not in found:
        sys.exit(f'{elf} said\n{said}')
    count, unit = found.pop('count'), INSTRUCTION_PS
    if board.name in CYCLES:
        unit = count
    return {name: round(value * count / unit) for name, value in found.items()}


def measure():
    """Board -> name -> number."""
    jobs = build(boards())
    result = {board.name: {} for board, _ in jobs}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (board, _), found in zip(jobs, pool.map(lambda job: numbers(*job), jobs)):
            result[board.name].update(found)
    return result


def masked(row):
    """The longest, and where."""
    name = max((name for name in row if name.startswith('masked ')), key=row.get)
    return row[name], name.split()[1]


def table(result):
    there = [name for name in BOARDS if name in result]
    head = ['usual / longest'] + [f'{BOARDS[name]}, {"cycles" if name in CYCLES else "instructions"}' for name in there]
    body = []
    for way, title in WAYS.items():
        for when, word in WHEN.items():
            rows = [result[name] for name in there]
            body.append([f'{title}: {word}'] + [f'{row[f"{way} {when} usual"]} / {row[f"{way} {when} most"]}'
                                                if f'{way} {when} usual' in row else '–' for row in rows])
    body.append(['interrupts masked, at most'] + ['%d, in `%s`' % masked(result[name]) for name in there])
    return size.markdown(head, body)


def main():
    result = measure()
    with open('build/latency.json', 'w', encoding='utf-8') as file:
        json.dump(result, file, indent=1)
        file.write('\n')
    text = table(result) + '\n'
    print(text, end='')
    if '--write' in sys.argv:
        size.write('docs/cost.md', text, 'latency')


if __name__ == '__main__':
    main()
