"""tools.py - each tool, compiled as one file in a folder with nothing but coir.h beside it, does what it says.

Under the address and undefined-behaviour sanitizers, so that what is left open counts as a failure. ask runs on
the virtual clock: its minutes take no time.
"""
import os
import subprocess
import sys
import tempfile

import tap

sys.path.insert(0, tap.ROOT + '/lib')
import amalgamate

TEXT = 'int main(void) {\n    return put("a \\"b\\"") + 0x1f;\n}\n'
TOKENS = '''   1  name    int
   1  name    main
   1  sign    (
   1  name    void
   1  sign    )
   1  sign    {
   2  name    return
   2  name    put
   2  sign    (
   2  string  "a \\"b\\""
   2  sign    )
   2  sign    +
   2  number  0x1f
   2  sign    ;
   3  sign    }
'''
FILES = {'d/a/b/deep': 'hello\n', 'd/a/g': 'x\n', 'd/c/.hidden': 'unseen', 'd/z': 'yy\n'}
TREE = 'd\n  a\n    b\n      deep\n    g\n  c\n  z\n11 bytes in files\n'
COUNTDOWN = 'Launch? (3 s) \nLaunch? (2 s) \nLaunch? (1 s) \ndeadline passed\n'
SILENT = None   # an input that stays open and says nothing

# claim, command, input, output, errors, status
CASES = [
    ('tokens splits text', ['tokens'], TEXT, TOKENS, '', 0),
    ('tokens reports an open string with its line', ['tokens'], 'x\n"abc\n', '   1  name    x\n',
     'line 2: a string is not closed\n', 1),
    ('tokens refuses a name that is too long', ['tokens'], 'n' * 256, '', 'line 1: a token is too long\n', 1),
    ('tokens takes the longest name that fits', ['tokens'], 'n' * 255, f"   1  name    {'n' * 255}\n", '', 0),
    ('tree walks all, in order', ['tree', 'd'], '', TREE, '', 0),
    ('tree stops in the middle and leaks nothing', ['tree', 'd', '3'], '',
     'd\n  a\n    b\n      deep\n6 bytes in files\n', '', 0),
    ('tree reports a folder that is not there', ['tree', 'nowhere'], '', 'nowhere\n',
     'nowhere: no such file or directory\n', 1),
    ('ask gives up at the deadline', ['ask', 'Launch?', '3'], SILENT, '', COUNTDOWN, 1),
    ('ask takes a line that comes in time', ['ask', 'Launch?', '3'], 'yes\nno\n', 'yes\n', None, 0),
    ('ask tells the end of input from a deadline', ['ask', 'Launch?', '3'], 'ye', '', None, 2),
]


def build(folder, source):
    name = os.path.basename(source)[:-2]
    subprocess.run(['cp', source, folder], check=True)
    built = subprocess.run(['cc', '-std=c99', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all',
                            name + '.c', '-o', name], cwd=folder, capture_output=True, text=True)
    tap.ok(built.returncode == 0, f'{name}.c compiles beside coir.h', built.stderr)


def run(folder, claim, command, given, output, errors, status):
    read, write = os.pipe()
    os.write(write, (given or '').encode())
    if given is not SILENT:
        os.close(write)
    ran = subprocess.run([f'./{command[0]}', *command[1:]], cwd=folder, stdin=read, capture_output=True, text=True,
                         env={**os.environ, 'COIR_CLOCK': 'virtual'}, timeout=60)
    os.close(read)
    if given is SILENT:
        os.close(write)
    good = ran.stdout == output and ran.returncode == status and errors in (None, ran.stderr)
    tap.ok(good, claim, f'status {ran.returncode}\n{ran.stdout}{ran.stderr}')


with tempfile.TemporaryDirectory() as folder:
    with open(folder + '/coir.h', 'w', encoding='utf-8') as file:
        file.write(amalgamate.build()[0])
    for path, text in FILES.items():
        os.makedirs(os.path.dirname(f'{folder}/{path}'), exist_ok=True)
        with open(f'{folder}/{path}', 'w', encoding='utf-8') as file:
            file.write(text)
    for tool in ('tokens', 'tree', 'ask'):
        build(folder, f'{tap.ROOT}/demos/tools/{tool}.c')
    for case in CASES:
        run(folder, *case)
tap.done()
