"""packages.py - make the packages of Coir for other build systems:

    packages.py [build/packages]

A package is what lib/packages/KIND holds, with @VERSION@ and its like filled in, and the files that every package of
its kind needs besides: the single header for chips, include/ and lib/ for hosted systems. docs/packages.md says how
each is used; test/packages.py uses each.
"""
import gzip
import hashlib
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
# What it takes to build the library with meson.
MESON = ['meson.build', 'meson_options.txt', 'LICENSE', 'README.md', 'include', 'lib']


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
        text = read(f'{TEMPLATES}/{kind}/{under}/{path}')
        write(f'{folder}/{under}/{path}', text if path.endswith('.in') else filled(text))     # .in: filled by CMake


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


def tarball(prefix):
    """What meson needs, as a .tar.gz, the same bytes from the same files."""
    paths = [path if os.path.isfile(f'{ROOT}/{path}') else f'{path}/{below}' for path in MESON
             for below in (files_in(f'{ROOT}/{path}') or [''])]
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode='w', format=tarfile.PAX_FORMAT) as out:
        for path in paths:
            with open(f'{ROOT}/{path}', 'rb') as file:
                content = file.read()
            entry = tarfile.TarInfo(f'{prefix}/{path}')
            entry.size = len(content)
            out.addfile(entry, io.BytesIO(content))
    return gzip.compress(tar.getvalue(), mtime=0)


def make_meson(folder):
    """A subprojects folder: the wrap, and the sources in packagefiles, where meson looks for what has no address."""
    name = f'coir-{version()}'
    packed = tarball(name)
    os.makedirs(folder + '/packagefiles')
    with open(f'{folder}/packagefiles/{name}.tar.gz', 'wb') as file:
        file.write(packed)
    wrap = filled(read(TEMPLATES + '/meson/coir.wrap'))
    write(folder + '/coir.wrap', wrap.replace('@HASH@', hashlib.sha256(packed).hexdigest()))


def make_all(out):
    single = amalgamate.build()[0]
    shutil.rmtree(out, ignore_errors=True)
    for kind in KINDS:
        make(kind, f'{out}/{kind}/coir', single)
    make_meson(out + '/meson/subprojects')


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else ROOT + '/build/packages'
    make_all(out)
    print(f'{out}: ' + ', '.join(sorted(os.listdir(out))))


if __name__ == '__main__':
    main()
