"""config.py - the switches of config.h: a span is right at any rate of ticks, and what does not go together says so.

Each row compiles a few lines as for a chip, with the compiler of this computer.
"""
import os
import shutil
import subprocess
import tempfile

import tap

BARE = ['cc', '-std=c99', '-Wall', '-Wextra', '-Wpedantic', '-DCOIR_HOSTED=0', f'-I{tap.ROOT}/include', '-x', 'c', '-']

# Switches; a span; how many ticks that is.
SPANS = [
    ('', 'COIR_MS(200)', 200),
    ('', 'COIR_US(2500)', 2),
    ('', 'COIR_S(20 * 86400L)', 20 * 86400 * 1000),
    ('-DCOIR_TICK_HZ=100', 'COIR_MS(250)', 25),
    ('-DCOIR_TICK_HZ=100', 'COIR_S(3)', 300),
    ('-DCOIR_TICK_HZ=100', 'COIR_US(19999)', 1),
    ('-DCOIR_TICK_HZ=1', 'COIR_MS(3600000)', 3600),
    ('-DCOIR_TICK_HZ=1024', 'COIR_MS(1000)', 1024),
    ('-DCOIR_TICK_HZ=32768', 'COIR_MS(1000)', 32768),
    ('-DCOIR_TICK_HZ=32768', 'COIR_MS(3600000)', 3600 * 32768),
    ('-DCOIR_TICK_HZ=32768', 'COIR_US(1000000)', 32768),
    ('-DCOIR_TICK_HZ=1000000', 'COIR_US(2000000000)', 2000000000),
    ('-DCOIR_TICK_HZ=16000000UL/64', 'COIR_MS(2)', 500),
    ('-DCOIR_TICK_HZ=(16000000UL/64)', 'COIR_US(10000000)', 2500000),
    ('-DCOIR_TIME_BITS=16', 'COIR_MS(32000)', 32000),
    ('-DCOIR_TIME_BITS=16', 'COIR_US(40000)', 40),
]

# Switches; a line; a word of what the compiler says.
REFUSED = [
    ('-DCOIR_TIME_BITS=8', '', 'is 16 or 32'),
    ('-DCOIR_TIME_BITS=64', '', 'is 16 or 32'),
    ('-DCOIR_TICK_HZ=0', '', 'at least 1'),
    ('-DCOIR_THREADS=1', '', 'needs an operating system'),
    ('-DCOIR_ENDLESS=1', '', 'for the small loop'),
    ('-DCOIR_GRANTS=0', '', 'for the small loop'),
    ('-DCOIR_CALLBACKS=0', '', 'for the small loop'),
    ('-DCOIR_CLEANUP=0', '', 'for the small loop'),
    ('-DCOIR_LOOP=the_loop', '', 'for the small loop'),
    ('-DCOIR_PORT="port.h"', '', 'for the small loop'),
    ('-DCOIR_SMALL=1 -DCOIR_CHECKS=1', '', 'goes without'),
    ('-DCOIR_SMALL=1 -DCOIR_TASKS=1', '', 'goes without'),
    ('-DCOIR_SMALL=1 -DCOIR_CANCEL=0 -DCOIR_GRANTS=1', '', 'need COIR_CANCEL'),
    ('-DCOIR_TIME_BITS=16', 'coir_time a = COIR_MS(40000);', 'overflow'),
    ('-DCOIR_TIME_BITS=16', 'coir_time a = COIR_S(33);', 'overflow'),
    ('-DCOIR_TIME_BITS=16', 'struct a { CORO; }; ASYNC(a) { AWAIT(coir_sleep_ms(40000)); } ASYNC_END', 'longer than coir_time'),
    ('-DCOIR_SMALL=1 -DCOIR_TIME_BITS=16', 'struct a { CORO; }; ASYNC(a) { AWAIT(coir_sleep_ms(40000)); } ASYNC_END',
     'longer than coir_time'),
    ('-DCOIR_TICK_HZ=32768', 'struct a { CORO; }; ASYNC(a) { AWAIT(coir_sleep_ms(86400000)); } ASYNC_END', 'longer than'),
]

# A port without the rate that it needs, or for another core.
PORTS = [('arm-none-eabi-gcc', 'cortex_m', 'is -mcpu missing'),
         ('arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb', 'cortex_m', 'define COIR_CPU_HZ'),
         ('avr-gcc -mmcu=atmega328p', 'avr', 'define F_CPU')]


def compiled(switches, text, *more):
    command = [*BARE[:-3], *switches.split(), *more, *BARE[-3:]]
    return subprocess.run(command, input=text, capture_output=True, text=True, env={**os.environ, 'LC_ALL': 'C'})


def main():
    with tempfile.TemporaryDirectory() as folder:
        for switches, span, ticks in SPANS:
            text = f'#include "coir/config.h"\nint main(void) {{ return {span} != {ticks}; }}\n'
            made = compiled(switches, text, '-Werror', '-o', f'{folder}/a')
            right = made.returncode == 0 and subprocess.run([f'{folder}/a'], check=False).returncode == 0
            tap.ok(right, f'{span} is {ticks} ticks {switches}'.strip(), made.stderr)
    rate = compiled('-DCOIR_MTIME_HZ=32768', '#include "coir/riscv.h"\nint rate = COIR_MTIME_HZ;\n', '-Werror', '-E').stdout
    tap.ok('rate = 32768;' in rate, 'the rate of mtime can be said without where it is', rate[-200:])
    small = open(f'{tap.ROOT}/lib/small.c', encoding='utf-8').read()
    made = compiled('-DCOIR_SMALL=1 -DCOIR_LOOP=loop', small, f'-I{tap.ROOT}/lib', '-Werror', '-fsyntax-only')
    tap.ok(made.returncode == 0, 'COIR_LOOP may name a loop as parameters are named', made.stderr[:400])
    for switches, line, word in REFUSED:
        made = compiled(switches, f'#include "coir/{"loop" if line else "config"}.h"\n{line}\n', '-Werror', '-O1',
                        '-c', '-o', os.devnull)
        tap.ok(made.returncode != 0 and word in made.stderr, f'{switches} {line}: the compiler says "{word}"', made.stderr)
    for command, port, word in PORTS:
        claim = f'{port}.c with too little said: the compiler says "{word}"'
        if not shutil.which(command.split()[0]) and os.environ.get('CI') != 'true':
            tap.skip(claim, 'no cross compiler here')
            continue
        made = subprocess.run([*command.split(), f'-I{tap.ROOT}/include', '-fsyntax-only', f'{tap.ROOT}/lib/port/{port}.c'],
                              capture_output=True, text=True)
        tap.ok(made.returncode != 0 and word in made.stderr, claim, made.stderr[:400])
    tap.done()


main()
