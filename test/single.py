"""single.py - the one-file form compiles in an empty folder with nothing but coir.h beside it.

A consumer in two files, one with the implementation, as C99, C11 and C++17, warnings as errors; and each
demos/tools/*.c by itself. The consumer also for Cortex-M0 and AVR, as C99 and in the C++ that their users have;
test/firmware/compilers.py runs programs with it there. So with a port and all drivers in it; and what a program does
not use takes no memory.
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

import tap

sys.path.insert(0, tap.ROOT + '/lib')
import amalgamate

WARN = '-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wimplicit-fallthrough -Werror'.split()
MODES = [(cc, std) for cc in ('gcc', 'clang') for std in ('c99', 'c11')] + [('g++', 'c++17'), ('clang++', 'c++17')]
ARM, AVR = '-mcpu=cortex-m0 -mthumb'.split(), ['-mmcu=atmega328p']
CHIPS = [('arm-none-eabi-gcc', 'c99', ARM), ('arm-none-eabi-g++', 'gnu++17', ARM), ('avr-gcc', 'c99', AVR),
         ('avr-g++', 'gnu++11', AVR)]
DRIVERS = [name for name, path in amalgamate.EXTRA.items() if 'driver' in path]
MAIN = '#define COIR_IMPLEMENTATION\n#include "coir.h"\n#include <stdio.h>\n' \
       'int main(void) { puts(COIR_VERSION); return 0; }\n'
USER = '#include "coir.h"\n#include "coir.h"\nextern int alone;\n'


def compiles(folder, cc, std, *files, chip=()):
    language = 'c++' if '+' in std else 'c'
    # g++ 5 ignores the pragma about shadowing
    warn = [w for w in WARN if not cc.startswith('avr') or w not in ('-Wshadow', '-Wimplicit-fallthrough')]
    out = ['-c', '-Os', *chip] if chip else ['-o', 'a.out', '-pthread']
    ran = subprocess.run([cc, '-x', language, f'-std={std}', *warn, *files, *out],
                         cwd=folder, capture_output=True, text=True)
    return ran.returncode == 0, ran.stderr


def is_missing(cc, std):
    if shutil.which(cc) or os.environ.get('CI') == 'true':
        return False
    tap.skip(f'{cc} {std}', f'{cc} is not installed')
    return True


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (('coir.h', amalgamate.build()[0]), ('main.c', MAIN), ('user.c', USER)):
            with open(f'{folder}/{name}', 'w', encoding='utf-8') as file:
                file.write(text)
        tools = [shutil.copy(path, folder) for path in sorted(glob.glob(tap.ROOT + '/demos/tools/*.c'))]
        for cc, std in MODES:
            if is_missing(cc, std):
                continue
            tap.ok(*unpack(compiles(folder, cc, std, 'main.c', 'user.c'), f'{cc} {std}: coir.h in two files'))
            for tool in map(os.path.basename, tools):
                tap.ok(*unpack(compiles(folder, cc, std, tool), f'{cc} {std}: tools/{tool}'))
        for cc, std, chip in CHIPS:
            if not is_missing(cc, std):
                tap.ok(*unpack(compiles(folder, cc, std, 'main.c', 'user.c', chip=chip), f'{cc} {std}: two files'))
        if not is_missing('avr-gcc', 'nothing'):
            tap.ok(*unpack(is_empty(folder), 'avr-gcc: what a program does not use takes no memory'))
        for cc, std, chip in CHIPS:
            if not is_missing(cc, f'{std} and a port'):
                extra = ['avr' if 'avr' in cc else 'cortex_m', *DRIVERS]
                with open(f'{folder}/coir.h', 'w', encoding='utf-8') as file:
                    file.write(amalgamate.build(extra)[0])
                chip = [*chip, '-DF_CPU=16000000UL', '-DCOIR_CPU_HZ=16000000']
                tap.ok(*unpack(compiles(folder, cc, std, 'main.c', 'user.c', chip=chip), f'{cc} {std}: {extra[0]}, drivers'))
    tap.done()


def is_empty(folder):
    """An empty program with the whole of Coir in its file. GCC pools literals, so none may be in what is left out."""
    with open(f'{folder}/empty.c', 'w', encoding='utf-8') as file:
        file.write('#define COIR_IMPLEMENTATION\n#include "coir.h"\nint main(void) { return 0; }\n')
    ran = subprocess.run(['avr-gcc', '-std=c99', '-Os', *AVR, '-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections',
                          'empty.c', '-o', 'empty.elf'], cwd=folder, capture_output=True, text=True)
    size = ran.returncode or subprocess.run(['avr-size', 'empty.elf'], cwd=folder, capture_output=True, text=True).stdout
    return not ran.returncode and size.split()[7:9] == ['0', '0'], ran.stderr or size


def unpack(result, name):
    return result[0], name, result[1]


if __name__ == '__main__':
    main()
