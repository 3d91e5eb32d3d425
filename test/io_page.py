"""io_page.py - docs/io.md says of every call of rung 12 whether it suspends, and of every error what it means.

The coroutines are those that the headers declare; the async generators among them have a value. The leaves are
the public functions whose code leads to one that parks the task. A name on the page must be in a header. Drivers
of chips have their table in docs/firmware.md, which names the boards they run on.
"""
import glob
import os
import re

import tap
from needs import LADDER

PAGE = f'{tap.ROOT}/docs/io.md'
DRIVERS = {os.path.basename(path)[:-2] for path in glob.glob(f'{tap.ROOT}/lib/driver/*.c')}
HEADERS = ['port'] + [name for name in dict((rung, names.split()) for rung, names in LADDER)[12] if name not in DRIVERS]
PARKS = {'coir_park', 'coir_let_others_run_'}
FUNCTION = re.compile(r'^(?:static )?(?:inline )?[\w ]+?[ *](\w+)\([^;{}]*\) \{\n(.*?)^\}', re.S | re.M)
PROTOTYPE = re.compile(r'^(?:static inline )?\w[\w ]*?[ *]+(coir_\w+)\([^;{]*[;{]', re.M)
DECLARED = re.compile(r'^COIR_ASYNC_DECLARE\((\w*[^_\W])\)', re.M)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def table(page, title):
    """The cells of the rows of the first table below a heading."""
    text = re.search(rf'^##+ {title}\n(.*?)(?=^##|\Z)', page, re.S | re.M)[1]
    rows = re.search(r'^\|[ -|]+\|\n((?:\|.*\n)+)', text[text.index('| ---'):], re.M)[1]
    return [[cell.strip() for cell in row.split('|')[1:-1]] for row in rows.splitlines()]


def leaves():
    """The functions that park, or call one that does."""
    code = {}
    for path in [f'{tap.ROOT}/lib/descriptor.c'] + glob.glob(f'{tap.ROOT}/lib/*/*.c'):
        for name, body in FUNCTION.findall(read(path)):
            code[path, name] = set(re.findall(r'\b(\w+)\(', body))
    public, found = {name for _, name in code if not name.endswith('_')}, set()
    while True:
        more = {key for key, calls in code.items()
                if calls & PARKS or any((key[0], call) in found for call in calls)
                or any(name in calls for _, name in found if name in public)} - found
        if not more:
            return {name for _, name in found}
        found |= more


def headers():
    """{(header, call): how it waits}."""
    waits, parks = {}, leaves()
    for header in HEADERS:
        text = re.sub(r'/\*.*?\*/', '', read(f'{tap.ROOT}/include/coir/{header}.h'), flags=re.S)
        for name in DECLARED.findall(text):
            members = re.search(rf'^struct {name} \{{\n(.*?)^\}};', text, re.S | re.M)[1]
            waits[header, name] = 'async generator' if re.search(r'\bvalue;', members) else 'coroutine'
        for name in PROTOTYPE.findall(text):
            if name in parks:
                waits[header, name] = 'leaf'
    return waits


def compare(name, has, should):
    lines = [f'not on the page: {item}' for item in sorted(should - has)]
    lines += [f'only on the page: {item}' for item in sorted(has - should)]
    tap.ok(should and not lines, name, '\n'.join(lines))


def main():
    page, waits = read(PAGE), headers()
    has = {(row[0], call, row[2]) for row in table(page, 'What suspends') for call in re.findall(r'`(\w+)`', row[1])}
    compare('what suspends is in the table, and nothing else', has, {(*key, how) for key, how in waits.items()})

    numbers = dict(re.findall(r'X\((\w+), (\d+),', read(f'{tap.ROOT}/include/coir/error.h')))
    comments = ' '.join(read(f'{tap.ROOT}/include/coir/{header}.h') for header in HEADERS)
    means = {f'COIR_{name}' for name, number in numbers.items() if int(number) >= 32}
    means |= {f'COIR_{name}' for name in numbers if re.search(rf'\bCOIR_{name}\b', comments)} | {'COIR_CANCELLED'}
    rows = [re.findall(r'`(COIR_\w+)`', row[0]) for row in table(page, 'What each error means')]
    compare('each error is in the table, and nothing else', {error for row in rows for error in row}, means)

    boards = os.listdir(f'{tap.ROOT}/demos/firmware/board')
    runs = {(driver, board) for driver in DRIVERS for board in boards
            if os.path.exists(f'{tap.ROOT}/demos/firmware/board/{board}/{driver}.c')}
    rows = table(read(f'{tap.ROOT}/docs/firmware.md'), 'Drivers')
    compare('each driver is in the table of docs/firmware.md, with its boards',
            {(driver, board) for row in rows for driver in re.findall(r'`(\w+)\.h`', row[0])
             for board in re.findall(r'`([\w-]+)`', row[-1])}, runs)

    known = ' '.join(read(path) for path in glob.glob(f'{tap.ROOT}/include/coir/*.h')) + ' '.join(means)
    code = ' '.join(read(path) for path in glob.glob(f'{tap.ROOT}/lib/adapter/*.c'))
    names = set(re.findall(r'\b(?:coir|COIR)_\w+', page))
    lost = {name for name in names if not re.search(rf'\b{name}\b', known + code)}
    tap.ok(not lost, 'the page names nothing that is not there', '\n'.join(sorted(lost)))
    tap.done()


main()
