"""questions.py - docs/questions.md has its five errors and ten questions, and says what can be seen.

Each error and each question shows something before it explains. A fence under `<!-- gcc says of PATH -->` must stand,
line by line, in what gcc says when it compiles PATH. The table of threads has the rows that bench/threads.py writes.
The glossary is in order, and has no word that neither headers nor documents use. (cut.py compares the code;
tutorial.py follows the links.)
"""
import glob
import os
import re
import shutil
import subprocess
import sys

import tap

sys.path.insert(0, f'{tap.ROOT}/bench')
import threads                                                                          # noqa: E402

SAYS = re.compile(r'^<!-- gcc says of (\S+) -->\n```\w*\n(.*?)^```$', re.S | re.M)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def section(page, title):
    """The text below a heading, up to the next one of its level."""
    found = re.search(rf'^## {re.escape(title)}\n(.*?)(?=^## |\Z)', page, re.S | re.M)
    return found[1] if found else ''


def shows_first(page, title, count):
    parts = re.split(r'^### ', section(page, title), flags=re.M)[1:]
    numbers = [part.split('.')[0] for part in parts]
    tap.ok(numbers == [str(n) for n in range(1, count + 1)], f'{title}: {count} of them', ' '.join(numbers))
    tells = [part.split('\n')[0] for part in parts if not re.match(r'.*\n\n<!-- .* -->\n```', part)]
    tap.ok(not tells, f'{title}: each shows before it explains', '\n'.join(tells))


def gcc_says(page):
    version = shutil.which('gcc') and subprocess.run(['gcc', '--version'], capture_output=True, text=True).stdout
    for path, text in SAYS.findall(page):
        if not version or 'Free Software Foundation' not in version:
            tap.skip(f'gcc says so of {path}', 'there is no gcc')
            continue
        command = ['gcc', '-std=c99', '-Wall', '-Wextra', '-fsyntax-only', f'-I{tap.ROOT}/include', f'{tap.ROOT}/{path}']
        said = subprocess.run(command, capture_output=True, text=True, env={**os.environ, 'LC_ALL': 'C'}).stderr
        tap.ok(all(line in said for line in text.splitlines()), f'gcc says so of {path}', said)


def rows(text):
    return [line.split('|')[1:-1] for line in text.splitlines() if line.startswith('| ')][2:]


def glossary(page):
    words = [row[0].strip() for row in rows(section(page, 'Glossary'))]
    tap.ok(len(words) > 30 and words == sorted(words), 'the glossary is in order')
    paths = glob.glob(f'{tap.ROOT}/include/coir/*.h') + glob.glob(f'{tap.ROOT}/docs/*.md') + [f'{tap.ROOT}/README.md']
    used = ' '.join(re.sub(r'[\s*]+', ' ', read(path)) for path in paths if not path.endswith('/questions.md')).lower()
    unused = [word for word in words if not re.search(rf'\b{re.escape(word)}', used)]
    tap.ok(not unused, 'each word of the glossary is in use', '\n'.join(unused))


def main():
    page = read(threads.PAGE)
    shows_first(page, 'Five common errors', 5)
    shows_first(page, 'Ten common questions', 10)
    gcc_says(page)
    table = page.split(threads.BEGIN)[1].split(threads.END)[0]
    tap.ok([row[0].strip() for row in rows(table)] == list(threads.ROWS), 'the table of threads has its rows', table)
    glossary(page)
    tap.done()


main()
