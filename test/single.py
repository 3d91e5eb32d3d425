"""single.py - the one-file form compiles in an empty folder with nothing but coir.h beside it.

A consumer in two files, one with the implementation, as C99, C11 and C++17, warnings as errors; and each
demos/tools/*.c by itself. The consumer also for Cortex-M0 and AVR, as C99 and in the C++ that their users have;
test/firmware/compilers.py runs programs with it there.
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
    tap.done()


def unpack(result, name):
    return result[0], name, result[1]


if __name__ == '__main__':
    main()
