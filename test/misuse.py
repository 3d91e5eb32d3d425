"""misuse.py - every classic mistake with switch coroutines is told, as early as can be.

Each file of test/misuse holds one mistake, under #ifndef CORRECT, and says in its first lines when it is told:
    expect: error|warning|link|panic|valgrind   tool: a compiler command   says: a word of the message
A compile-time mistake must be told by that command; one at run time by the program that it builds. With
-DCORRECT the same file must compile without a word, and run.

Those in test/misuse/chip are built as for a chip, with checks: the core and bare.c, with a chip.h that has a clock and
an interrupt.
"""
import glob
import os
import re
import shutil
import subprocess
import tempfile

import tap

CHECKS = ['-DCOIR_CHECKS=1']
CHIP = [*CHECKS, '-DCOIR_HOSTED=0', '-include', f'{tap.ROOT}/test/misuse/chip/panic.h']
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


def library(folder, files, switches):
    """The library as objects."""
    os.makedirs(folder)
    for source in sorted(p for pattern in files for p in glob.glob(f'{tap.ROOT}/lib/{pattern}.c')):
        made = run(['cc', '-c', '-O1', *switches, f'-I{tap.ROOT}/include', source], cwd=folder)
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
        hosted = library(f'{folder}/hosted', ['*', 'io/*', 'port/*'], CHECKS)
        bare = library(f'{folder}/chip', ['*', 'port/bare'], CHIP)
        for source in sorted(glob.glob(f'{tap.ROOT}/test/misuse/**/*.c', recursive=True)):
            name = os.path.relpath(source, f'{tap.ROOT}/test/misuse')[:-2]
            text = open(source, encoding='utf-8').read()
            expect, tool, says = (field(text, f) for f in ('expect', 'tool', 'says'))
            objects = hosted if tool else bare
            tool = tool or ' '.join(['cc -std=c99', *CHIP])
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
