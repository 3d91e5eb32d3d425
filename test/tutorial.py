"""tutorial.py - a page of the tutorial begins with a whole program, and shows no code that nothing compiles.

The first fence of docs/tutorial/NN_x.md is all of demos/NN_x.c, before any prose; its output follows; each
fence of C says where it was cut from (cut.py compares them), and each link leads to something.
"""
import glob
import os
import re

import tap

FENCE = re.compile(r'^(<!-- from (\S+) -->\n)?```(\w*)\n(.*?)^```$', re.S | re.M)
LINK = re.compile(r'\]\((?!http)([^)#]+)')


def read(path):
    return open(path, encoding='utf-8').read() if os.path.exists(path) else ''


def main():
    pages = sorted(glob.glob(f'{tap.ROOT}/docs/tutorial/[0-9]*.md'))
    index = read(f'{tap.ROOT}/docs/tutorial/README.md')
    for page in pages:
        name = os.path.basename(page)[:-3]
        text = read(page)
        fences = FENCE.findall(text)
        program = read(f'{tap.ROOT}/demos/{name}.c')
        start = re.match(r'# .*\n\n<!-- from ', text)
        tap.ok(bool(program and start and fences[0][3] == program), f'{name} begins with all of demos/{name}.c')
        tap.ok(any(fence[1] == f'demos/{name}.out' for fence in fences), f'{name} shows its output')
        tap.ok(f'({name}.md)' in index, f'{name} is in the table of contents')
    for page in pages + [f'{tap.ROOT}/docs/tutorial/README.md', f'{tap.ROOT}/docs/protothreads.md',
                         f'{tap.ROOT}/docs/questions.md', f'{tap.ROOT}/docs/io.md', f'{tap.ROOT}/docs/ports.md',
                         f'{tap.ROOT}/docs/firmware.md', f'{tap.ROOT}/docs/misra.md']:
        text, name = read(page), os.path.relpath(page, tap.ROOT)
        stray = [code for mark, _, language, code in FENCE.findall(text) if language == 'c' and not mark]
        tap.ok(text and not stray, f'{name} cuts its C from files', '\n'.join(stray))
        lost = [link for link in LINK.findall(text) if not os.path.exists(f'{os.path.dirname(page)}/{link}')]
        tap.ok(not lost, f'{name} has no dead links', '\n'.join(lost))
    tap.ok(len(pages) == 13, 'there are thirteen pages')
    tap.done()


main()
