"""phrasebook.py - the pairs of demos/phrasebook print the same, and docs/phrasebook.md is cut from them.

    phrasebook.py                 the page: is it current, has each phrase both sides?
    phrasebook.py PROGRAM...      the programs: each, and the Python beside its source, must print NAME.out

A Python program that says `needs: 3.N` in its first lines is run by such a Python, if there is one.
"""
import glob
import os
import re
import shutil
import subprocess
import sys

import tap
from expect import compare

sys.path.insert(0, f'{tap.ROOT}/docs')
import phrasebook as made                                                               # noqa: E402


def python_for(path):
    """A Python that is new enough for a program, or None."""
    needed = re.search(r'needs: 3\.(\d+)', ''.join(made.read(path).split('\n')[:12]))
    least = int(needed[1]) if needed else 11
    for name in [sys.executable] + [f'python3.{n}' for n in range(least, 20)]:
        found = shutil.which(name)
        if found and subprocess.run([found, '-c', f'import sys; sys.exit(sys.version_info < (3, {least}))'],
                                    capture_output=True).returncode == 0:
            return found
    return None


def programs(built):
    for path in sorted(built):
        name = os.path.basename(path)
        with open(f'{made.FOLDER}/{name}.out', 'rb') as file:
            golden = file.read()
        compare(f'{name}.c prints {name}.out', golden, [os.path.abspath(path)])
        python = python_for(f'{made.FOLDER}/{name}.py')
        if python:
            compare(f'{name}.py prints the same', golden, [python, f'{made.FOLDER}/run.py', f'{made.FOLDER}/{name}.py'])
        else:
            tap.skip(f'{name}.py prints the same', 'needs a newer Python')


def page():
    build = made.read(f'{made.FOLDER}/meson.build')
    for name in made.names():
        python, c = made.cut(f'{made.FOLDER}/{name}.py'), made.cut(f'{made.FOLDER}/{name}.c')
        one_sided = sorted(set(python) ^ set(c))
        tap.ok(python and not one_sided, f'each phrase of {name} has both sides', '\n'.join(one_sided))
        untitled = [key for key, (title, _) in python.items() if not title]
        tap.ok(not untitled, f'each phrase of {name} has a title', '\n'.join(untitled))
        tap.ok(f"'{name}'" in build, f'{name} is in demos/phrasebook/meson.build')
    alone = {os.path.basename(p)[:-2] for p in glob.glob(f'{made.FOLDER}/*.c')} ^ set(made.names())
    tap.ok(not alone, 'no program stands alone', '\n'.join(sorted(alone)))
    current = os.path.exists(made.PAGE) and made.read(made.PAGE) == made.page()
    tap.ok(current, 'docs/phrasebook.md is current', 'python3 docs/phrasebook.py writes it')


def main():
    if sys.argv[1:]:
        programs(sys.argv[1:])
    else:
        page()
    tap.done()


if __name__ == '__main__':
    main()
