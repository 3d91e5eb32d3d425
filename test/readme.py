"""readme.py - the program that opens the README compiles, as C and as C++, and does what it says.

It runs on the virtual clock, where the times it prints are exact.
"""
import os
import re
import subprocess
import tempfile

import tap

EXPECTED = '''   0 ms  red
   0 ms  green
 200 ms  red
 300 ms  green
 400 ms  red
'''
LANGUAGES = [('cc', '-std=c99', '-x', 'c'), ('c++', '-std=c++17', '-x', 'c++')]


def main():
    text = open(f'{tap.ROOT}/README.md', encoding='utf-8').read()
    program = re.search(r'```c\n(.*?)```', text, re.S).group(1)
    with tempfile.TemporaryDirectory() as folder:
        source, header, binary = (f'{folder}/{n}' for n in ('program.c', 'coir.h', 'program'))
        subprocess.run(['python3', f'{tap.ROOT}/lib/amalgamate.py', header], check=True)
        os.mkdir(f'{folder}/coir')
        os.rename(header, f'{folder}/coir/coir.h')
        with open(source, 'w', encoding='utf-8') as file:
            file.write('#define COIR_IMPLEMENTATION\n' + program)
        for compiler in LANGUAGES:
            command = [*compiler, '-Wall', '-Wextra', '-Werror', f'-I{folder}', source, '-o', binary]
            built = subprocess.run(command, capture_output=True, text=True)
            run = built.returncode == 0 and subprocess.run(
                [binary], capture_output=True, text=True, env={**os.environ, 'COIR_CLOCK': 'virtual'})
            tap.ok(run and run.stdout == EXPECTED and run.returncode == 0,
                   f'the README program as {compiler[1]}', built.stderr or (run and run.stdout))
    tap.done()


main()
