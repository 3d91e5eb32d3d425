"""headers.py - every public header compiles alone, and small users of it too, in every mode we promise.

Hosts: gcc and clang as C99, C11, C17, gnu++11, C++17, C++20, warnings as errors. Rungs 0 to 7 also on
Cortex-M0, AVR (C and C++) and SDCC (8051, Z80, STM8). The users are test/rungs/NN_name.c, one small file per
rung that spells out its macros. A compiler that is not here is a skip; with CI=true it is a failure.
About 15 s on two cores.
"""
import concurrent.futures
import glob
import os
import shutil
import subprocess
import tempfile

import tap
from needs import RUNG, headers

WARN = '-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wimplicit-fallthrough -Werror'.split()
AVR_WARN = '-Wall -Wextra -Wpedantic -Wconversion -Werror'.split()    # g++ 5 ignores the pragma about shadowing
# Unreachable code is what a label after a return looks like; 110: the optimiser found a constant condition.
SDCC = '--std-c99 --Werror --disable-warning 126 --disable-warning 110'.split()
C, CXX = ['c99', 'c11', 'c17'], ['gnu++11', 'c++17', 'c++20']
SYNTAX = ['-fsyntax-only']

# (name, command, highest rung)
MODES = [(f'{cc} {std}', [cc, '-x', 'c', f'-std={std}', *WARN, *SYNTAX], 99)
         for cc in ('gcc', 'clang') for std in C]
MODES += [(f'{cc} {std}', [cc, '-x', 'c++', f'-std={std}', *WARN, *SYNTAX], 99)
          for cc in ('g++', 'clang++') for std in CXX]
MODES += [
    ('cortex-m0', ['arm-none-eabi-gcc', '-x', 'c', '-std=c99', '-mcpu=cortex-m0', '-mthumb', '-ffreestanding',
                   '-Os', *WARN, *SYNTAX], 7),
    ('avr', ['avr-gcc', '-x', 'c', '-std=c99', '-mmcu=atmega328p', '-Os', *AVR_WARN, *SYNTAX], 7),
    ('avr gnu++11', ['avr-g++', '-x', 'c++', '-std=gnu++11', '-mmcu=atmega328p', '-Os', *AVR_WARN, *SYNTAX], 7),
    ('8051', ['sdcc', '-c', '-mmcs51', '--model-large', *SDCC], 7),
    ('z80', ['sdcc', '-c', '-mz80', *SDCC], 7),
    ('stm8', ['sdcc', '-c', '-mstm8', *SDCC], 7),
]


def build(command, source):
    """(passed, what the compiler said)."""
    command = command + [f'-I{tap.ROOT}/include']
    with tempfile.TemporaryDirectory() as folder:
        if command[0] == 'sdcc':
            command += ['-o', folder + '/out.rel']
        ran = subprocess.run(command + [source], capture_output=True, text=True, cwd=folder, timeout=120)
    said = ran.stdout + ran.stderr
    return ran.returncode == 0, ' '.join(command + [source]) + '\n' + said


def sources(folder):
    """(rung, what, path): each header on a line of its own in a file of its own, and the users."""
    for name in headers():
        path = f'{folder}/{name}.c'
        with open(path, 'w', encoding='ascii') as file:
            file.write(f'#include "coir/{name}.h"\nextern int {name}_alone;\n')
        yield RUNG.get(name, 99), f'{name}.h', path
    for path in sorted(glob.glob(f'{tap.ROOT}/test/rungs/[0-9][0-9]_*.c')):
        name = os.path.basename(path)
        yield int(name[:2]), name, path


def main():
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        todo = list(sources(folder))
        for mode, command, highest in MODES:
            if not shutil.which(command[0]):
                if os.environ.get('CI') == 'true':
                    tap.ok(False, mode, f'{command[0]} is missing')
                else:
                    tap.skip(mode, f'{command[0]} is not installed')
                continue
            jobs = [(what, pool.submit(build, command, path)) for rung, what, path in todo if rung <= highest]
            for what, job in jobs:
                passed, said = job.result()
                tap.ok(passed, f'{mode}: {what}', said)
    tap.done()


if __name__ == '__main__':
    main()
