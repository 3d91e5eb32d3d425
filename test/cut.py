"""cut.py - code in a document is cut from a program that the build compiles.

A fence under `<!-- from PATH -->` must stand in the file PATH, line by line, with nothing left out.
"""
import glob
import os
import re

import tap

CUT = re.compile(r'^<!-- from (\S+) -->\n```\w*\n(.*?)^```$', re.S | re.M)


def main():
    for page in sorted(glob.glob(f'{tap.ROOT}/**/*.md', recursive=True)):
        if page.startswith(f'{tap.ROOT}/build/'):
            continue
        for number, (path, code) in enumerate(CUT.findall(open(page, encoding='utf-8').read()), 1):
            name = f'{os.path.relpath(page, tap.ROOT)}, cut {number}, is in {path}'
            whole = f'{tap.ROOT}/{path}'
            text = open(whole, encoding='utf-8').read() if os.path.exists(whole) else ''
            tap.ok('\n' + code in '\n' + text, name, 'not found:\n' + code)
    tap.done()


if __name__ == '__main__':
    main()
