"""oracle.py - run the twins and compare their traces with asyncio's:  oracle.py FOLDER TWIN...

NNN_name must print FOLDER/NNN_name.txt. If the first lines of NNN_name.c say `trace: 3.13` (or 3.12), the trace of
that newer Python counts, NNN_name.py313.txt; if they say `trace: Coir's own`, NNN_name.coir.txt does, and the reason
stands in docs/semantics.md. One that says `needs: checks` is skipped where COIR_CHECKS=0 in the environment. A .c that the build does not know is a failure; a scenario
without a .c is counted as waiting.
"""
import glob
import os
import re
import sys

import tap
from expect import compare


def head_of(folder, name):
    return ''.join(open(f'{folder}/{name}.c', encoding='utf-8').readlines()[:20])


def trace(folder, name):
    head = head_of(folder, name)
    if "trace: Coir's own" in head:
        return f'{folder}/{name}.coir.txt'
    newer = re.search(r'trace: 3\.(\d+)', head)
    newer = newer and f'{folder}/{name}.py3{newer[1]}.txt'
    return newer if newer and os.path.exists(newer) else f'{folder}/{name}.txt'


def main(folder, *twins):
    built = {os.path.basename(t): t for t in twins}
    for name, program in sorted(built.items()):
        if 'needs: checks' in head_of(folder, name) and os.environ.get('COIR_CHECKS') == '0':
            tap.skip(name, 'a build with checks')
            continue
        with open(trace(folder, name), 'rb') as file:
            compare(name, file.read(), [os.path.abspath(program)], seconds=20)
    here = {os.path.basename(p)[:-2] for p in glob.glob(folder + '/[0-9]*.c')}
    for name in sorted(here - set(built)):
        tap.ok(False, name, 'not named in test/oracle/meson.build')
    scenarios = {os.path.basename(p)[:-3] for p in glob.glob(folder + '/[0-9]*.py')}
    waiting = sorted(scenarios - here)
    print(f'# {len(waiting)} scenarios wait for a twin:', *(w[:3] for w in waiting))
    if not twins and not here:
        tap.skip('oracle', 'no twin yet')
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
