"""compilers.py - the core on processors and compilers that the boards do not have:

    compilers.py [-k WORD] [-m MACHINE] [--write]

test/firmware/portable_*.c and shapes.c, compiled, linked and run; each prints a trace, which must be what
NAME.out says (--write: what gcc says). run.py runs all of this too. Machines are

    bare       the host, -m32, big-endian s390x and PowerPC, as if there were no system; g++ and tcc too
    hosted     the same with 64-bit time, the wheel, and the single header
    8051 ...   SDCC and ucsim: 16 bits, three kinds of pointers
    ... clang  a board of run.py, with clang (and lld)
    ... c99    a board with the single header as C; ... gnu++11, gnu++17: as C++

A compiler that is missing is a skip; with CI=true it is a failure.
"""
import argparse
import concurrent.futures
import glob
import os
import shlex
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, f'{ROOT}/lib')
import amalgamate
import run as boards

HERE, BUILD = 'test/firmware', 'build/firmware/compilers'
TIMEOUT = 60
BOARD = {board.name: board for board in boards.BOARDS}
SMALL = '-Os -ffunction-sections -fdata-sections'
AVR_WARN = '-Wall -Wextra -Wpedantic -Wconversion -Werror'      # g++ 5 ignores the pragma about shadowing
WARN = '-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wimplicit-fallthrough -Werror'
# Unreachable code is what a label after a return looks like; 110: the optimiser found a constant condition.
SDCC = 'sdcc --std-c99 --max-allocs-per-node 500 --opt-code-size --disable-warning 126 --disable-warning 110'
CORE = [f'lib/{name}.c' for name in ('task', 'loop', 'timers', 'event', 'queue', 'queue_order', 'port/virtual')]


class Machine:
    """How to compile a file, link and run for a machine; {elf} is what to run.

    library   the files that Coir is
    sdcc      it is not a gcc
    single    programs have coir.h
    board     the one of run.py that it is, with another compiler; or None
    libraries for the end of the linker's line
    """

    def __init__(self, name, compiler, link, run='{elf}', library=CORE, sdcc=False, single=False,
                 board=None, board_compiler=None, libraries=''):
        self.name, self.compiler, self.link, self.run = name, compiler, link, run
        self.library, self.sdcc, self.single = library, sdcc, single
        self.board = board
        self.board_compiler, self.libraries = board_compiler or compiler, libraries
        self.folder = f'{BUILD}/{name.replace(" ", "-")}'

    def missing(self):
        """Commands that are not installed."""
        words = {command.split()[0] for command in (self.compiler, self.board_compiler, self.link, self.run)}
        return [word for word in words if word != '{elf}' and not shutil.which(word)]

    def object(self, source, compiler=None, include=None):
        """Compile a file; where it went."""
        out = f'{self.folder}/{source.replace("/", "_")[:-2]}.{"rel" if self.sdcc else "o"}'
        include = include or (f'{BUILD}/single' if self.single else 'include')
        call(f'{compiler or self.compiler} -I{include} -I{HERE} -c {source} -o {out}')
        return out

    def trace(self, program, objects):
        """Link and run a program; what it printed."""
        out = f'{self.folder}/{program}.{"ihx" if self.sdcc else "elf"}'
        main, *library = objects
        call(f'{self.link} {main} {self.object(f"{HERE}/{program}.c")} {" ".join(library)} {self.libraries} -o {out}')
        printed, said = call(self.run.format(elf=out))
        if self.board:
            return self.board.output(printed.replace('\r\n', '\n'), said)
        return printed.split('words read from', 1)[1].split('\n', 1)[1] if self.sdcc else printed

    def objects(self):
        """What every program needs: the machine first, the library behind."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        if self.board:
            there = {'virtual', 'bare'} if self.single else {'virtual'}                 # in the library already
            ports = [f'lib/port/{name}.c' for name in self.board.ports if name not in there]
            files = [f'{HERE}/machine_board.c', f'{boards.DEMOS}/print.c', *ports]
            for folder in self.board.folders:
                files += [path for path in sorted(glob.glob(f'{boards.BOARDS_AT}/{folder}/*.c'))
                          if os.path.basename(path)[:-2] not in boards.PARTS]
            objects = [self.object(path, f'{self.board_compiler} -I{boards.DEMOS}', 'include') for path in files]
        else:
            objects = [self.object(f'{HERE}/machine_{"sdcc" if self.sdcc else "host"}.c')]
        objects += [self.object(path) for path in self.library]
        if self.sdcc:                                           # links only what is called, of a library
            library = f'{self.folder}/coir.lib'
            call(f'sdar -rc {library} {" ".join(objects[1:])}')
            objects = [objects[0], library]
        return objects


def call(command):
    """What it printed, and what it said beside that; an exception with all of it if it failed."""
    ran = subprocess.run(shlex.split(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, timeout=TIMEOUT, check=False)
    printed, said = ran.stdout.decode(errors='replace'), ran.stderr.decode(errors='replace')
    if ran.returncode or 'ASlink-Error' in said + printed:
        raise RuntimeError(f'{command}: status {ran.returncode}\n{printed}{said}')
    return printed, said


def sdcc(name, options, run, **more):
    return Machine(name, f'{SDCC} {options}', f'sdcc {options}', run, sdcc=True, **more)


def hosted(name, compiler, run='{elf}', language='c', std='c99'):
    """Two machines: with the separate sources as bare metal has them, and with coir.h as a system has it."""
    command = f'{compiler} -x {language} -std={std} -O1 {WARN}'
    yield Machine(f'{name} bare', f'{command} -DCOIR_HOSTED=0', compiler, run)
    yield Machine(f'{name} hosted', f'{command} -D_DEFAULT_SOURCE', f'{compiler} -pthread', run,
                  library=[f'{HERE}/single.c'], single=True)


def with_clang(name, target, headers, link, libraries='', more=''):
    """A board with clang instead of its gcc."""
    board = BOARD[name]
    options = ' '.join(o for o in board.compiler.split()[1:] if not o.startswith(('--specs', '-misa-spec')))
    command = f'clang --target={target} {options} -isystem {headers} -std=c99 {SMALL} {boards.WARNINGS} {more}'
    return Machine(f'{name} clang', command, link, board.run, board=board, libraries=libraries)


def gcc_library(compiler):
    """Its libgcc.a: what compilers call without being asked."""
    command = shlex.split(compiler)
    if not shutil.which(command[0]):
        return ''
    return subprocess.run([*command, '-print-libgcc-file-name'], stdout=subprocess.PIPE, check=False).stdout.decode().strip()


def with_single(name, language, std):
    """A board with coir.h instead of the library."""
    board = BOARD[name]
    plus = '-fno-exceptions -fno-rtti ' if '+' in std else ''
    command = f'{board.compiler} -x {language} -std={std} {plus}{SMALL}'
    return Machine(f'{name} {std}', f'{command} {boards.WARNINGS if "avr" not in command else AVR_WARN}',
                   f'{board.compiler} {board.link}', board.run, library=[f'{HERE}/single.c'], single=True, board=board,
                   board_compiler=f'{board.compiler} -std=c99 {SMALL}')


def machines():
    arm, riscv = BOARD['microbit'], BOARD['riscv']
    lld = f'ld.lld --gc-sections -T link.ld -L{boards.BOARDS_AT}'
    newlib, picolibc = '/usr/lib/arm-none-eabi', '/usr/lib/picolibc/riscv64-unknown-elf'
    return [
        *hosted('gcc', 'gcc'),
        *hosted('g++', 'g++', language='c++', std='gnu++17'),
        *hosted('-m32', 'gcc -m32 -idirafter /usr/include/x86_64-linux-gnu'),
        *hosted('s390x', 's390x-linux-gnu-gcc', 'qemu-s390x -L /usr/s390x-linux-gnu {elf}'),
        *hosted('powerpc', 'powerpc-linux-gnu-gcc', 'qemu-ppc -L /usr/powerpc-linux-gnu {elf}'),
        Machine('tcc', 'tcc -std=c99 -Wall -Werror -DCOIR_HOSTED=0', 'tcc'),
        sdcc('8051', '-mmcs51 --model-large --stack-auto', 's51 -t C52 -I if=xram[0xffff] -G {elf}'),
        sdcc('z80', '-mz80 --data-loc 0xc000', 'sz80 -I if=rom[0xbffe] -G {elf}'),
        sdcc('stm8', '-mstm8', 'sstm8 -I if=rom[0x5fff] -G {elf}'),
        with_clang('microbit', 'thumbv6m-none-eabi', f'{newlib}/include',
                   f'{lld}/microbit -L{boards.BOARDS_AT}/cortex_m',
                   f'{newlib}/lib/thumb/v6-m/nofp/libc.a {gcc_library(arm.compiler)}'),
        with_clang('riscv', 'riscv32', f'{picolibc}/include', f'{lld}/riscv',
                   f'{picolibc}/lib/rv32imac/ilp32/libc.a {gcc_library(riscv.compiler)}'),
        with_clang('atmega328p', 'avr', '/usr/lib/avr/include', f'avr-gcc -mmcu=atmega328p {BOARD["atmega328p"].link}',
                   more='-Wno-gnu-zero-variadic-macro-arguments -Wno-unknown-attributes'),      # avr-libc's ISR
        with_single('atmega328p', 'c', 'c99'),
        with_single('atmega328p', 'c++', 'gnu++11'),
        with_single('mps2-an385', 'c', 'c99'),
        with_single('mps2-an385', 'c++', 'gnu++17'),
    ]


def programs(word=''):
    names = [os.path.basename(path)[:-2] for path in sorted(glob.glob(f'{HERE}/portable_*.c'))] + ['shapes']
    return [name for name in names if word in name]


def expected(program):
    with open(f'{HERE}/{program}.out', encoding='ascii') as file:
        return file.read()


def prepare_single():
    """An include folder in which every header of ours is coir.h."""
    os.makedirs(f'{BUILD}/single/coir', exist_ok=True)
    text, files = amalgamate.build()
    with open(f'{BUILD}/single/coir.h', 'w', encoding='utf-8') as file:
        file.write(text)
    for path in files:
        if path.startswith('include/coir/'):
            with open(f'{BUILD}/single/coir/{os.path.basename(path)}', 'w', encoding='ascii') as file:
                file.write('#include "../coir.h"\n')


def run(machine, chosen):
    """(program, None if right, else what is wrong or (why it does not run,))"""
    lacks = machine.missing()
    if lacks:
        wrong = f'{", ".join(lacks)} missing'
        return [(program, wrong if os.environ.get('CI') == 'true' else (wrong,)) for program in chosen]
    results = []
    try:
        objects = machine.objects()
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return [(program, str(error)) for program in chosen]
    for program in chosen:
        try:
            trace = machine.trace(program, objects)
            results.append((program, None if trace == expected(program) else f'printed\n{trace[-2000:]}'))
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            results.append((program, str(error)))
    return results


def cured(machine):
    """Does this SDCC get the loops right without the pragmas of config.h? A line that says so."""
    bare = Machine(f'{machine.name} bare', f'{machine.compiler} -DCOIR_SDCC_BARE_', machine.link, machine.run, [], True)
    try:
        said = bare.trace('shapes', bare.objects()).split('\n')
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return f'{machine.name}: {str(error)[:200]}'
    want = expected('shapes').split('\n')
    shapes = {s.rsplit(' ', 1)[0] for s in want if s}
    lines = {shape: ([s for s in want if s.startswith(shape + ' ')], [s for s in said if s.startswith(shape + ' ')])
             for shape in shapes}
    broken = sorted(shape for shape, (right, got) in lines.items() if right != got)
    return f'{machine.name} without the pragmas: ' + ('wrong in ' + ', '.join(broken) if broken else 'right')


def results(word='', name=''):
    """Everything: {(program, machine): as in run}, and remarks."""
    os.makedirs(BUILD, exist_ok=True)
    prepare_single()
    chosen, wanted = programs(word), [m for m in machines() if name in m.name]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = [(machine, pool.submit(run, machine, chosen)) for machine in wanted]
        remarks = [pool.submit(cured, m) for m in wanted if m.sdcc and 'shapes' in chosen and not m.missing()]
        found = {(program, machine.name): wrong for machine, job in runs for program, wrong in job.result()}
        return found, [remark.result() for remark in remarks]


def write():
    """The host's traces into the .out files."""
    host = machines()[0]
    objects = host.objects()
    for program in programs():
        trace = host.trace(program, objects)
        with open(f'{HERE}/{program}.out', 'w', encoding='ascii') as file:
            file.write(trace)


def show(found, remarks):
    """What is wrong, a table, what to know; how many passed, how many failed."""
    for (program, machine), wrong in found.items():
        if isinstance(wrong, str):
            print(f'not ok: {program} on {machine}: {wrong}')
    columns, names = sorted({program for program, _ in found}), list(dict.fromkeys(name for _, name in found))
    short = [column.replace('portable_', '') for column in columns]
    width = max(map(len, names), default=0) + 2
    print(' ' * width + '  '.join(short))
    for name in names:
        cells = [found[column, name] for column in columns]
        words = ['ok' if cell is None else 'FAILED' if isinstance(cell, str) else '-' for cell in cells]
        why = '; '.join(dict.fromkeys(cell[0] for cell in cells if isinstance(cell, tuple)))
        line = '  '.join(word.ljust(len(column)) for word, column in zip(words, short))
        print((name.ljust(width) + line + (f'  - {why}' if why else '')).rstrip())
    for remark in remarks:
        print(remark)
    return sum(wrong is None for wrong in found.values()), sum(isinstance(wrong, str) for wrong in found.values())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-k', default='', metavar='WORD', help='only programs with this in their names')
    parser.add_argument('-m', default='', metavar='MACHINE', help='only machines with this in their names')
    parser.add_argument('--write', action='store_true', help='write the .out files')
    asked = parser.parse_args()
    os.chdir(ROOT)
    if asked.write:
        write()
    found, remarks = results(asked.k, asked.m)
    passed, failed = show(found, remarks)
    print(f'{passed} passed, {failed} failed')
    sys.exit(failed != 0)


if __name__ == '__main__':
    main()
