"""listed.py - every source file is named in the meson.build that should build it, so that none rots unseen."""
import glob
import os

import tap

HOMES = [('lib', 'lib/*.c'), ('lib', 'lib/port/*.c'), ('lib', 'lib/io/*.c'), ('lib', 'lib/tls/*.c'),
         ('lib/adapter', 'lib/adapter/*.c'),
         ('test', 'test/test_*.c'),
         ('test/oracle', 'test/oracle/[0-9]*.c'), ('demos', 'demos/[0-9]*.c'),
         ('demos/adapters', 'demos/adapters/*.c'), ('demos/programs', 'demos/programs/*.c'), ('demos/guide', 'demos/guide/*.c'),
         ('demos/steps', 'demos/steps/*.c'), ('demos/phrasebook', 'demos/phrasebook/*.c'),
         ('demos/questions', 'demos/questions/*.c')]
# Built for a chip, not for the machine that builds.
FIRMWARE = ('lib/port/cortex_m.c', 'lib/port/avr.c', 'lib/port/riscv.c')

for home, pattern in HOMES:
    build = open(f'{tap.ROOT}/{home}/meson.build', encoding='utf-8').read()
    for path in sorted(glob.glob(f'{tap.ROOT}/{pattern}')):
        name = os.path.relpath(path, f'{tap.ROOT}/{home}')
        short = os.path.basename(path)[:-2].removeprefix('test_' if home == 'test' else '')
        if os.path.relpath(path, tap.ROOT) not in FIRMWARE:
            tap.ok(f"'{name}'" in build or f"'{short}'" in build, f'{home}/{name} is in {home}/meson.build')
    if not glob.glob(f'{tap.ROOT}/{pattern}'):
        print(f'# nothing matches {pattern} yet')
tap.done()
