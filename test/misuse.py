"""misuse.py - every classic mistake with switch coroutines is told, as early as can be.

Each file of test/misuse holds one mistake, under #ifndef CORRECT, and says in its first lines when it is told:
    expect: error|warning|link|panic|valgrind   tool: a compiler command   says: a word of the message
A compile-time mistake must be told by that command; one at run time by the program that it builds. With
-DCORRECT the same file must compile without a word, and run.
"""
import glob
import os
import re
import shutil
import subprocess
import tempfile

import tap

WARN = '-Wall -Wextra -Wshadow -Wconversion'.split()


def field(text, name):
    found = re.search(rf'\b{name}: (.*?)(?: \*/|$)', text, re.M)
    return found and found[1].strip()


def run(command, **options):
    env = {**os.environ, 'LC_ALL': 'C', 'COIR_CLOCK': 'virtual'}
    return subprocess.run(command, capture_output=True, text=True, errors='replace', env=env, **options)


def build(tool, source, library, out, *more):
    include = [f'-I{tap.ROOT}/include']
    return run([*tool.split(), *WARN, *include, *more, source, '-x', 'none', *library, '-pthread', '-o', out])


def library(folder):
    """The library, with checks, as objects."""
    sources = sorted(p for folder in ('', 'io/', 'port/') for p in glob.glob(f'{tap.ROOT}/lib/{folder}*.c'))
    for source in sources:
        made = run(['cc', '-c', '-O1', '-DCOIR_CHECKS=1', f'-I{tap.ROOT}/include', source],
                   cwd=folder)
        assert made.returncode == 0, made.stderr
    return sorted(glob.glob(f'{folder}/*.o'))


def told(expect, built, says, out):
    if expect == 'error':
        return built.returncode != 0 and says in built.stderr, built.stderr
    if expect == 'link':
        return built.returncode != 0 and 'undefined reference' in built.stderr and says in built.stderr, built.stderr
    if expect == 'warning':
        return built.returncode == 0 and says in built.stderr, built.stderr
    if built.returncode:
        return False, built.stderr
    command = ['valgrind', '-q', '--error-exitcode=9', out] if expect == 'valgrind' else [out]
    ran = run(command, timeout=60)
    return ran.returncode != 0 and says in ran.stderr, ran.stderr


def main():
    with tempfile.TemporaryDirectory() as folder:
        objects = library(folder)
        for source in sorted(glob.glob(f'{tap.ROOT}/test/misuse/*.c')):
            name = os.path.basename(source)[:-2]
            text = open(source, encoding='utf-8').read()
            expect, tool, says = (field(text, f) for f in ('expect', 'tool', 'says'))
            if not shutil.which(tool.split()[0]) or (expect == 'valgrind' and not shutil.which('valgrind')):
                if os.environ.get('CI') != 'true':
                    tap.skip(name, f'{tool.split()[0]} or valgrind is not installed')
                    continue
            out = f'{folder}/a.out'
            passed, message = told(expect, build(tool, source, objects, out), says, out)
            tap.ok(passed, f'{name}: {expect}', message or 'nothing was said')
            right = build(tool, source, objects, out, '-DCORRECT')
            ran = right.returncode == 0 and not right.stderr and run([out])
            tap.ok(ran and ran.returncode == 0, f'{name}: corrected', right.stderr or (ran and ran.stderr) or '')
    tap.done()


main()
