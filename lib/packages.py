"""packages.py - make the packages of Coir for other build systems:

    packages.py [build/packages]

A package is what lib/packages/KIND holds, with @VERSION@ and its like filled in, and the files that every package of
its kind needs besides: the single header for chips, include/ and lib/ for hosted systems. docs/packages.md says how
each is used; test/packages.py uses each.
"""
import gzip
import io
import os
import re
import shutil
import sys
import tarfile

import amalgamate

ROOT = amalgamate.ROOT
TEMPLATES = ROOT + '/lib/packages'
# What a package gets besides its templates: its path there, and where it comes from.
SINGLE, LICENSE, SOURCES, ARDUINO = 'the single header', 'LICENSE', 'include/ and lib/', 'of the Arduino library'
KINDS = {
    'arduino': {'src/coir.h': SINGLE, '': LICENSE},
    'platformio': {'src/coir.h': SINGLE, 'src': ARDUINO, 'examples': ARDUINO, '': LICENSE},
    'esp-idf': {'include/coir/coir.h': SINGLE, '': LICENSE},
    'zephyr': {'include/coir/coir.h': SINGLE, '': LICENSE},
    'cmake': {'.': SOURCES, '': LICENSE},
}


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def version():
    return re.search(r'COIR_VERSION "(.*)"', read(ROOT + '/include/coir/version.h'))[1]


def files_in(folder):
    """Paths below a folder, in order, without what Python leaves behind."""
    return sorted(os.path.relpath(f'{here}/{name}', folder) for here, _, names in os.walk(folder)
                  for name in names if not here.endswith('__pycache__'))


def sources():
    """What lib/meson.build names as the files of the library."""
    block = re.search(r'^sources = files\((.*?)^\)', read(ROOT + '/lib/meson.build'), re.M | re.S)[1]
    return re.findall(r"'(.+)'", block)


def filled(text):
    values = {'VERSION': version(), 'SOURCES': '\n'.join('    lib/' + name for name in sources())}
    return re.sub(r'@(VERSION|SOURCES)@', lambda match: values[match[1]], text)


def copy_templates(kind, folder, under=''):
    for path in files_in(f'{TEMPLATES}/{kind}/{under}'):
        write(f'{folder}/{under}/{path}', filled(read(f'{TEMPLATES}/{kind}/{under}/{path}')))


def copy_sources(folder):
    """The hosted library: all headers, all .c files but those of a chip, and the private headers."""
    for path in files_in(ROOT + '/include'):
        write(f'{folder}/include/{path}', read(f'{ROOT}/include/{path}'))
    for path in files_in(ROOT + '/lib'):
        if path.endswith(('.c', '.h')) and not path.startswith('packages/'):
            write(f'{folder}/lib/{path}', read(f'{ROOT}/lib/{path}'))


def make(kind, folder, single):
    copy_templates(kind, folder)
    for path, what in KINDS[kind].items():
        if what == SINGLE:
            write(f'{folder}/{path}', single)
        elif what == ARDUINO:
            copy_templates('arduino', folder, path)
        elif what == SOURCES:
            copy_sources(folder)
        elif what == LICENSE:
            write(f'{folder}/LICENSE', read(ROOT + '/LICENSE'))


def make_all(out):
    single = amalgamate.build()[0]
    shutil.rmtree(out, ignore_errors=True)
    for kind in KINDS:
        if os.path.isdir(f'{TEMPLATES}/{kind}'):
            make(kind, f'{out}/{kind}/coir', single)


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else ROOT + '/build/packages'
    make_all(out)
    print(f'{out}: ' + ', '.join(sorted(os.listdir(out))))


if __name__ == '__main__':
    main()
