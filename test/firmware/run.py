"""run.py - build every firmware program for every board it fits, run it in an emulator, compare what it prints:

    run.py [-k WORD] [-b BOARD] [-v]

Programs are demos/firmware/*.c and test/firmware/*.c; beside each is what it must print, NAME.out, or
NAME.BOARD.out where a board differs. A program says in its first comment

    Boards: all                   or all but NAME ..., or NAME ...
    Flags: -DCOIR_TASKS=1 ...     for everything that is linked into it, the library too
    Options: icount               for the emulator, see OPTIONS; the clock is the computer's with another word
    With: name.c ...              more of its own files, in its folder
    Parts: uart ...               files of the board's folder, see PARTS
    Around: eeprom ...            what stands around the chip, see AROUND
    Presses: AT:D2=0 ...          levels of the button's pin, at milliseconds, in ascending order; 0: pressed
    Serial: talk, xmodem or break what is at the other end of the serial line, see serial_line.py; NAME.talk says
                                  what to talk
    NAME: text                    for drivers: more lines that they define

All of it is built by ninja in build/firmware, so that only what changed is built again. Prints one table and ends with
`N passed, N failed`. Its second half is other compilers and processors, with some of the programs: compilers.py.
"""
import argparse
import concurrent.futures
import functools
import glob
import os
import re
import subprocess
import sys
import tty

import serial_line

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = 'build/firmware'
DEMOS, TESTS = 'demos/firmware', 'test/firmware'
BOARDS_AT = f'{DEMOS}/board'
TIMEOUT = 300

WARNINGS = '-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror'
COMMON = f'-std=c99 -Os -g -ffunction-sections -fdata-sections -Iinclude -I{DEMOS} {WARNINGS}'
ARM = 'arm-none-eabi-gcc -mthumb -ffreestanding'
ARM_LINK = f'-nostartfiles --specs=nosys.specs -L{BOARDS_AT}/cortex_m -Wl,--gc-sections,--no-warn-rwx-segments'
QEMU = '-display none -monitor none -serial stdio'
QEMU_ARM = f'qemu-system-arm {QEMU} -semihosting -kernel'


# Runs programs for the ATmega328P, and is what stands around it. Compiled from uno.c.
UNO = f'{BUILD}/uno'


class Board:
    """How to build for a board, and how to run there."""

    def __init__(self, name, compiler, link, run, ports, folders=(), output=None):
        self.name, self.compiler, self.link, self.run = name, compiler, link, run
        self.includes = tuple(re.findall(r'-I(\S+)', f'{compiler} {COMMON}'))
        self.ports = ['virtual', *ports]                    # of lib/port
        self.folders = [name, *folders]                     # of board/
        self.output = output or (lambda printed, said: printed)         # the chip's, from the emulator's two


def from_simavr(_, text):
    """Lines of the chip's UART, which simavr colours, with a dot for their end; or of the console register."""
    lines = re.findall(r'\x1b\[32m(.*?)\.?\n\x1b\[0m|^O:(.*?)$', text, re.M | re.S)
    return ''.join((uart or register) + '\n' for uart, register in lines)


def arm(name, cpu, machine, more=''):
    return Board(name, f'{ARM} -mcpu={cpu} -I{BOARDS_AT}/{name} {more}', f'{ARM_LINK} -L{BOARDS_AT}/{name} -T link.ld',
                 f'{QEMU_ARM} {{elf}} -M {machine}', ['cortex_m'], ['cortex_m'])


def avr(name, hertz, more=''):
    return Board(name, f'avr-gcc -mmcu={name} -DF_CPU={hertz}UL {more}', '-Wl,--gc-sections,--undefined=_mmcu,--section-start=.mmcu=0x910000',
                 f'simavr -m {name} -f {hertz} {{elf}}', ['avr', 'bare'], output=from_simavr)


BOARDS = [
    Board('host', 'cc -D_DEFAULT_SOURCE', '', '{elf}', ['poll', 'system', 'epoll']),
    arm('mps2-an385', 'cortex-m3', 'mps2-an385', '-DCOIR_CPU_HZ=25000000'),
    arm('lm3s6965evb', 'cortex-m3', 'lm3s6965evb', '-DCOIR_CPU_HZ=50000000'),
    arm('microbit', 'cortex-m0', 'microbit', """'-DCOIR_TIMER_HEADER="timer.h"'"""),
    avr('atmega328p', 16000000),
    avr('attiny85', 8000000, '-I/usr/include/simavr/avr'),
    Board('riscv', 'riscv64-unknown-elf-gcc -march=rv32imac -misa-spec=2.2 -mabi=ilp32 -mcmodel=medany -ffreestanding '
          '--specs=picolibc.specs', f'-nostartfiles -L{BOARDS_AT}/riscv -T link.ld -Wl,--gc-sections,--no-warn-rwx-segments',
          f'qemu-system-riscv32 -M virt -bios none {QEMU} -kernel {{elf}}', ['riscv']),
]
# Of the emulator: name -> for QEMU
OPTIONS = {
    'icount': '-icount shift=0,sleep=off -rtc clock=vm',      # time is the number of instructions, the same in each run
    'idle': '',                                 # real time; of a processor the emulator may use IDLE
}
IDLE = 0.1
# Run a command and say on standard error which part of a processor it used.
MEASURE = '''import resource, subprocess, sys, time
began, done = time.monotonic(), subprocess.run(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("used", (used.ru_utime + used.ru_stime) / (time.monotonic() - began), file=sys.stderr)
sys.exit(done.returncode)'''
# Files in a board's folder that only the programs have that ask for them; those that ask for none have `interrupts`.
PARTS = {'stack', 'uart', 'pin', 'presses', 'i2c', 'adc', 'pwm', 'watchdog', 'interrupts'}
# What stands around a chip: name -> for QEMU. An ATmega328P has it from uno.c.
AROUND = {
    'eeprom': '-device at24c-eeprom,address=0x50,rom-size=4096',
}
# Files of lib that need an operating system, with all switches as they are on bare metal.
HOSTED_ONLY = {'run'}


class Program:
    """A source file, and what its first comment says."""

    def __init__(self, path):
        self.path, self.name = path, os.path.basename(path)[:-2]
        self.folder = os.path.dirname(path)
        with open(path, encoding='utf-8') as file:
            self.head = file.read().split('*/')[0]

    def says(self, key, default=''):
        found = re.search(rf'^ \* {key}: (.*)$', self.head, re.M)
        return found.group(1).split() if found else default.split()

    def fits(self, board):
        words = self.says('Boards')
        if words[:2] == ['all', 'but']:
            return board.name not in words[2:]
        return words == ['all'] or board.name in words

    def output(self, board):
        for name in f'{self.path[:-2]}.{board.name}.out', self.path[:-2] + '.out':
            if os.path.exists(name):
                with open(name, encoding='utf-8') as file:
                    return file.read()
        return ''


def programs(word):
    found = [Program(p) for p in sorted(glob.glob('demos/13_*.c') + glob.glob(f'{DEMOS}/*.c') + glob.glob(f'{TESTS}/*.c'))]
    return [p for p in found if p.says('Boards') and word in p.name]


@functools.cache
def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


@functools.cache
def names_in(path):
    return set(re.findall(r'\w+', read(path)))


@functools.cache
def included(source, folders):
    """A file, and all files of ours that it includes."""
    files = {source}
    for name in re.findall(r'^ *# *include "(.*)"', read(source), re.M):
        found = [f'{folder}/{name}' for folder in (os.path.dirname(source), *folders) if os.path.exists(f'{folder}/{name}')]
        if found:
            files |= included(os.path.normpath(found[0]), folders)
    return files


def needed(library, sources, folders):
    """Those of the library's files whose header somebody includes, and those that have none."""
    chosen, before = [], None
    while chosen != before:
        before = chosen
        files = set().union(*[included(s, folders) for s in (*sources, *chosen)])
        headers = {s: f'include/coir/{os.path.basename(s)[:-2]}.h' for s in library}
        chosen = [s for s in library if headers[s] in files or not os.path.exists(headers[s])]
    return chosen


class Ninja:
    """Writes build.ninja: an object is built once for each board and set of those flags that its source, or what that
    includes, names."""

    def __init__(self):
        self.lines, self.known = [
            f"builddir = {BUILD}",
            'rule cc', '  command = $cc -MMD -MF $out.d -c $in -o $out', '  depfile = $out.d', '  deps = gcc',
            '  description = $out',
            'rule link', '  command = $cc $in -o $out $link', '  description = $out',
            f'build {UNO}: link {TESTS}/uno.c', '  cc = cc -std=gnu99 -O2 -Wall -Wextra -Werror -isystem /usr/include/simavr',
            '  link = -lsimavrparts -lsimavr -lpthread -lutil'], set()

    def object(self, board, source, flags):
        names = set().union(*[names_in(path) for path in included(source, board.includes)])
        flags = ' '.join(flag for flag in flags.split() if re.sub(r"'?-D(\w+).*", r'\1', flag) in names or '-D' not in flag)
        out = f'{BUILD}/{board.name}/{re.sub("[^A-Z_0-9=-]", "", flags)}/{source.replace("/", "_")}.o'
        if out not in self.known:
            self.known.add(out)
            self.lines += [f'build {out}: cc {source}', f'  cc = {board.compiler} {COMMON} {flags}']
        return out

    def library(self, board):
        """Its files. All of them are built once, linked or not: each compiler has warnings of its own."""
        files = [*sorted(glob.glob('lib/*.c')), 'lib/io/stream.c', 'lib/io/memory.c', *sorted(glob.glob('lib/driver/*.c'))]
        files = [file for file in files if board.name == 'host' or os.path.basename(file)[:-2] not in HOSTED_ONLY]
        for file in files:
            self.object(board, file, '')
        return files

    def program(self, board, program):
        flags = ' '.join(program.says('Flags'))
        sources = [program.path, f'{DEMOS}/print.c', *[f'{program.folder}/{name}' for name in program.says('With')]]
        left_out = PARTS - set(program.says('Parts', 'interrupts'))
        for folder in board.folders:
            sources += [s for s in sorted(glob.glob(f'{BOARDS_AT}/{folder}/*.c')) if os.path.basename(s)[:-2] not in left_out]
        sources += [f'lib/port/{port}.c' for port in board.ports]
        library = self.library(board)
        sources += library if board.name == 'host' else needed(library, sources, board.includes)
        objects = [self.object(board, s, flags) for s in sources]
        elf = f'{BUILD}/{board.name}/{program.name}.elf'
        self.lines += [f'build {elf}: link {" ".join(objects)}', f'  cc = {board.compiler} {COMMON} {flags}',
                       f'  link = {board.link}']
        return elf

    def build(self, verbose):
        os.makedirs(BUILD, exist_ok=True)
        with open(f'{BUILD}/build.ninja', 'w', encoding='utf-8') as file:
            file.write('\n'.join(self.lines) + '\n')
        return subprocess.run(['ninja', '-f', f'{BUILD}/build.ninja', '-k', '0', *([] if verbose else ['--quiet'])],
                              check=False).returncode


def run(board, program, elf):
    """None if it printed what it must, else what is wrong."""
    if not os.path.exists(elf):
        return 'was not built'
    if program.says('Serial'):
        return run_serial(board, program, elf)
    command, around, output = board.run.format(elf=elf).split(), program.says('Around'), board.output
    options, presses = program.says('Options', 'icount'), program.says('Presses')
    if 'qemu' in command[0]:
        command += ' '.join(OPTIONS.get(option, '') for option in options).split()
        for thing in around:
            command += AROUND.get(thing, '').split()
        if presses:
            command += ['-append', ' '.join(presses)]
    elif 'simavr' in command[0] and (around or presses):
        command, output = [UNO, elf, *around, *presses], lambda printed, said: printed
    if 'idle' in options:
        command = [sys.executable, '-c', MEASURE, *command]
    try:
        done = subprocess.run(command, env={**os.environ, 'PRESSES': ' '.join(presses)}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired as late:
        return f'still runs after {TIMEOUT} s; it printed\n{(late.stdout or b"").decode(errors="replace")[-2000:]}'
    said = done.stderr.decode(errors='replace')
    printed = output(done.stdout.decode(errors='replace').replace('\r\n', '\n'), said)
    if printed != program.output(board) or done.returncode:
        return f'exit status {done.returncode}, printed\n{printed}{said[-2000:] if said != printed else ""}'
    used = re.search(r'^used (.*)', said, re.M)
    return f'the emulator used {float(used[1]):.0%} of a processor' if used and float(used[1]) > IDLE else None


def open_tty(name):
    """A terminal as a mere line of bytes."""
    terminal = os.open(name, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(terminal)
    return terminal


def find_pty(said):
    """The name of a pty in the first lines of what an emulator says."""
    for line in said:
        found = re.search(r'/dev/pts/\d+', line.decode())
        if found:
            return found.group()
    raise EOFError('the emulator has no pty')


def open_serial(board, program, elf):
    """Run it; returns the process and its serial line. The bootloader's peer is a program for terminals."""
    virtual = board.name == 'host'
    pty = program.says('Serial') == ['xmodem'] and not virtual
    command, said = board.run.format(elf=elf).split(), subprocess.DEVNULL
    if program.says('Serial') == ['break']:
        command[command.index('stdio')] = 'mon:stdio'
    if command[0] == 'simavr':
        command, said = [UNO, elf, 'pty'], subprocess.PIPE
    elif pty:
        command[command.index('stdio')] = 'pty'
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)
    out, into = process.stdin.fileno(), process.stdout.fileno()
    if command[0] == UNO:
        out = open_tty(find_pty(process.stderr))
        into = out if pty else into
    elif pty:
        out = into = open_tty(find_pty(process.stdout))
    return process, serial_line.Line(out, into, TIMEOUT, virtual)


def run_serial(board, program, elf):
    """As run, with somebody at the other end of the line."""
    process, line = open_serial(board, program, elf)
    try:
        if program.says('Serial') == ['xmodem']:
            printed = serial_line.xmodem(line)
        elif program.says('Serial') == ['break']:
            printed = serial_line.with_break(line)
        else:
            with open(program.path[:-2] + '.talk', encoding='utf-8') as script:
                printed = serial_line.talk(line, script.read())
        process.wait(TIMEOUT)
    except (OSError, EOFError, RuntimeError, subprocess.TimeoutExpired) as wrong:
        return str(wrong)
    finally:
        process.kill()
    printed = printed.replace('\r\n', '\n')
    if printed != program.output(board) or process.returncode:
        return f'exit status {process.returncode}, printed\n{printed}'
    return None


def table(chosen, boards, results):
    width = max(len(p.name) for p in chosen) + 2
    print(' ' * width + '  '.join(b.name for b in boards))
    for program in chosen:
        cells = []
        for board in boards:
            result = results.get((program.name, board.name), '-')
            cells.append(('ok' if result is None else '-' if result == '-' else 'FAILED').ljust(len(board.name)))
        print((program.name.ljust(width) + '  '.join(cells)).rstrip())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-k', default='', metavar='WORD', help='only programs with this in their names')
    parser.add_argument('-b', default='', metavar='BOARD', help='only this board')
    parser.add_argument('-v', action='store_true', help='show the build')
    asked = parser.parse_args()
    os.chdir(ROOT)
    import compilers                                        # which imports this
    boards = [b for b in BOARDS if asked.b in b.name]
    chosen = programs(asked.k)
    ninja = Ninja()
    jobs = [(b, p, ninja.program(b, p)) for p in chosen for b in boards if p.fits(b)]
    for _, _, elf in jobs:
        if os.path.exists(elf) and os.environ.get('CI'):
            os.remove(elf)
    built = ninja.build(asked.v)
    results = {}
    with concurrent.futures.ThreadPoolExecutor(2 * os.cpu_count()) as pool:  # many wait for real time
        for (board, program, _), wrong in zip(jobs, pool.map(lambda job: run(*job), jobs)):
            results[program.name, board.name] = wrong
            if wrong:
                print(f'not ok: {program.name} on {board.name}: {wrong}')
    if jobs:
        table(chosen, boards, results)
    failed = sum(bool(wrong) for wrong in results.values()) + (built != 0)
    passed = len(results) + (built != 0) - failed
    more_passed, more_failed = compilers.show(*compilers.results(asked.k, asked.b))
    passed, failed = passed + more_passed, failed + more_failed
    print(f'{passed} passed, {failed} failed')
    sys.exit(failed != 0 or not passed)


if __name__ == '__main__':
    main()
