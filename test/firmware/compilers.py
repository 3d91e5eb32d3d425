"""compilers.py - the core on processors and compilers that the boards do not have:

    compilers.py [-k WORD] [-m MACHINE] [--write]

test/firmware/portable_*.c and shapes.c, compiled, linked and run; each prints a trace, which must be what
NAME.out says (--write: what the host says). Machines are

    sdcc                8051, Z80 and STM8 in ucsim, with 16 bits, three kinds of pointers, and no gcc
    others              tcc, gcc -m32, big-endian s390x and PowerPC: bare and hosted (64-bit time, the wheel)
    single              build/coir.h instead of the separate sources

run.py has all of this in its table. A compiler that is missing is a skip; with CI=true it is a failure.
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

HERE, BUILD = 'test/firmware', 'build/firmware/compilers'
TIMEOUT = 60
WARN = '-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wimplicit-fallthrough -Werror'
# Unreachable code is what a label after a return looks like; 110: the optimiser found a constant condition.
SDCC = 'sdcc --std-c99 --max-allocs-per-node 500 --opt-code-size --disable-warning 126 --disable-warning 110'
CORE = [f'lib/{name}.c' for name in ('task', 'loop', 'timers', 'event', 'queue', 'queue_order', 'port/virtual')]


class Machine:
    """How to compile (one file), link and run for a machine; {} is filled in by shell words."""

    def __init__(self, name, compiler, link, run, library=CORE, sdcc=False, single=False, misses=None):
        self.name, self.compiler, self.link, self.run = name, compiler, link, run
        self.library, self.sdcc, self.single = library, sdcc, single
        self.misses = misses or {}                              # program -> why it does not run there
        self.folder = f'{BUILD}/{name.replace(" ", "-")}'

    def missing(self):
        """Commands that are not installed."""
        words = [self.compiler.split()[0]] + (self.run.split()[:1] if self.run != '{}' else [])
        return [word for word in words if not shutil.which(word)]

    def object(self, source, flags=''):
        """Compile a file; where it went."""
        out = f'{self.folder}/{source.replace("/", "_")[:-2]}{"-flags" if flags else ""}'
        out += '.rel' if self.sdcc else '.o'
        include = f'-I{BUILD}/single' if self.single else '-Iinclude'
        call(f'{self.compiler} {flags} {include} -I{HERE} -c {source} -o {out}')
        return out

    def trace(self, program, objects, flags=''):
        """Link and run a program; what it printed."""
        source = f'{HERE}/{program}.c'
        out = f'{self.folder}/{program}{"-flags" if flags else ""}' + ('.ihx' if self.sdcc else '.elf')
        call(self.link.format(f'-o {out} {objects[0]} {self.object(source, flags)} {" ".join(objects[1:])}'))
        said = call(self.run.format(out))
        return said.split('words read from', 1)[1].split('\n', 1)[1] if self.sdcc else said

    def objects(self):
        """What every program needs: the machine first, the library behind."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        machine = f'{HERE}/machine_{"sdcc" if self.sdcc else "host"}.c'
        objects = [self.object(path) for path in [machine, *self.library]]
        if self.sdcc:                                           # links only what is called, of a library
            library = f'{self.folder}/coir.lib'
            call(f'sdar -rc {library} {" ".join(objects[1:])}')
            objects = [objects[0], library]
        return objects


def call(command):
    """What it printed; an exception with everything it said if it failed."""
    ran = subprocess.run(shlex.split(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, timeout=TIMEOUT, check=False)
    printed, said = ran.stdout.decode(errors='replace'), ran.stderr.decode(errors='replace')
    if ran.returncode or 'ASlink-Error' in said or 'ASlink-Error' in printed:
        raise RuntimeError(f'{command}: status {ran.returncode}\n{printed}{said}')
    return printed


def sdcc(name, options, run, **more):
    return Machine(name, f'{SDCC} {options}', f'sdcc {options} {{}}', run, sdcc=True, **more)


def hosted(name, compiler, run='{}', language='c', std='c99', flags=''):
    """Two machines: with the separate sources as bare metal has them, and with coir.h as a system has it."""
    command = f'{compiler} -x {language} -std={std} -O1'
    for kind, more in (('bare', '-DCOIR_HOSTED=0'), ('hosted', '-D_DEFAULT_SOURCE')):
        yield Machine(f'{name} {kind}', f'{command} {more} {flags}', f'{compiler} {{}} -pthread', run,
                      library=CORE if kind == 'bare' else [f'{HERE}/single.c'], single=kind == 'hosted')


M32 = 'gcc -m32 -idirafter /usr/include/x86_64-linux-gnu'
TOO_BIG = 'more than 64 KB of code'
MACHINES = [
    *hosted('gcc', 'gcc', flags=WARN),
    *hosted('g++', 'g++', '{}', 'c++', 'c++17', WARN),
    *hosted('-m32', M32, flags=WARN),
    *hosted('s390x', 's390x-linux-gnu-gcc', 'qemu-s390x -L /usr/s390x-linux-gnu {}', flags=WARN),
    *hosted('powerpc', 'powerpc-linux-gnu-gcc', 'qemu-ppc -L /usr/powerpc-linux-gnu {}', flags=WARN),
    Machine('tcc', 'tcc -std=c99 -Wall -Werror -DCOIR_HOSTED=0', 'tcc {}', '{}'),
    sdcc('8051', '-mmcs51 --model-large --stack-auto', 's51 -t C52 -I if=xram[0xffff] -G {}',
         misses={'portable_queue': TOO_BIG}),
    sdcc('z80', '-mz80 --data-loc 0xc000', 'sz80 -I if=rom[0xbffe] -G {}'),
    sdcc('stm8', '-mstm8', 'sstm8 -I if=rom[0x5fff] -G {}'),
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
        if program in machine.misses:
            results.append((program, (machine.misses[program],)))
            continue
        try:
            trace = machine.trace(program, objects)
            results.append((program, None if trace == expected(program) else f'printed\n{trace[-2000:]}'))
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            results.append((program, str(error)))
    return results


def cured(machine):
    """Does this SDCC get the loops right without the pragmas of config.h? A line that says so."""
    bare = Machine(f'{machine.name} bare', machine.compiler, machine.link, machine.run, [], True)
    try:
        said = bare.trace('shapes', bare.objects(), '-DCOIR_SDCC_BARE_').split('\n')
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
    chosen, machines = programs(word), [m for m in MACHINES if name in m.name]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = [(machine, pool.submit(run, machine, chosen)) for machine in machines]
        remarks = [pool.submit(cured, m) for m in machines if m.sdcc and 'shapes' in chosen and not m.missing()]
        found = {(program, machine.name): wrong for machine, job in runs for program, wrong in job.result()}
        return found, [remark.result() for remark in remarks]


def write():
    """The host's traces into the .out files."""
    host = MACHINES[0]
    objects = host.objects()
    for program in programs():
        trace = host.trace(program, objects)
        with open(f'{HERE}/{program}.out', 'w', encoding='ascii') as file:
            file.write(trace)


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
    for (program, machine), wrong in found.items():
        if wrong:
            print(f'{"skip" if isinstance(wrong, tuple) else "not ok"}: {program} on {machine}: '
                  f'{wrong[0] if isinstance(wrong, tuple) else wrong}')
    print('\n'.join(remarks))
    failed = sum(isinstance(wrong, str) for wrong in found.values())
    print(f'{sum(wrong is None for wrong in found.values())} passed, {failed} failed')
    sys.exit(failed != 0)


if __name__ == '__main__':
    main()
