"""phrasebook.py - write docs/phrasebook.md from the pairs of programs in demos/phrasebook.

    python3 docs/phrasebook.py            write the page
    python3 docs/phrasebook.py --check    only say whether it is current; exit status 1 if not

NN_topic.py and NN_topic.c print the same, NN_topic.out. What the page shows is cut from them:

    # >>> key: What it is about          in Python; the title of the row
    # <<<
    /* >>> key: what to know, if anything */
    /* <<< */                            in C

A key that comes several times in a file is one phrase of several parts: members of a frame first, then statements.
"""
import glob
import os
import re
import sys
import textwrap

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = f'{ROOT}/demos/phrasebook'
PAGE = f'{ROOT}/docs/phrasebook.md'
BEGIN = {'.py': re.compile(r'^\s*# >>> ([\w-]+)(?:: (.*))?$'), '.c': re.compile(r'^\s*/\* >>> ([\w-]+)(?:: (.*?))?( \*/)?$')}
END = {'.py': re.compile(r'^\s*# <<<$'), '.c': re.compile(r'^\s*/\* <<< \*/$')}


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def names():
    """The topics, in order."""
    return sorted(os.path.basename(path)[:-3] for path in glob.glob(f'{FOLDER}/[0-9]*.py'))


def cut(path):
    """key: (text of its marker, code), in the order of the file."""
    kind = os.path.splitext(path)[1]
    found, key, part, comment = {}, None, [], False
    for line in read(path).split('\n'):
        begin = BEGIN[kind].match(line)
        if comment:                                                        # a marker of several lines
            found[key][0] += ' ' + re.sub(r'^ *\*? ?| *\*/$', '', line)
            comment = not line.endswith('*/')
        elif begin:
            key, part = begin.group(1), []
            comment = kind == '.c' and not begin.group(3)
            found.setdefault(key, ['', []])
            found[key][0] = found[key][0] or begin.group(2) or ''
        elif END[kind].match(line) and key:
            found[key][1].append(textwrap.dedent('\n'.join(part)).strip('\n'))
            key = None
        elif key:
            part.append(line)
    return {key: (text.strip(), '\n\n'.join(parts)) for key, (text, parts) in found.items()}


def heading(name):
    """Title and first paragraph of a topic: the docstring of its Python program."""
    text = re.match(r'"""(.*?)"""', read(f'{FOLDER}/{name}.py'), re.S).group(1)
    title, _, rest = text.partition('\n')
    return title.strip().rstrip('.'), textwrap.dedent(rest).strip()


def row(title, note, python, c):
    out = [f'### {title}', '<table><tr><td>', f'```python\n{python}\n```', '</td><td>', f'```c\n{c}\n```',
           '</td></tr></table>']
    return '\n\n'.join(out + ([note[0].upper() + note[1:]] if note else []))


def section(name):
    title, text = heading(name)
    python, c = cut(f'{FOLDER}/{name}.py'), cut(f'{FOLDER}/{name}.c')
    out = [f'## {title}'] + ([text] if text else [])
    out += [row(python[key][0], c[key][0], python[key][1], c[key][1]) for key in python]
    out.append(f'Whole: [{name}.py](../demos/phrasebook/{name}.py), [{name}.c](../demos/phrasebook/{name}.c), '
               f'and [what both print](../demos/phrasebook/{name}.out).')
    return '\n\n'.join(out)


def slug(title):
    return re.sub(r'[^\w -]', '', title.lower()).replace(' ', '-')


def page():
    titles = [heading(name)[0] for name in names()]
    out = ['<!-- made by docs/phrasebook.py from demos/phrasebook -->', read(f'{FOLDER}/before.md').strip(),
           '\n'.join(f'- [{title}](#{slug(title)})' for title in titles + ['By another name', 'Not in C'])]
    out += [section(name) for name in names()] + [read(f'{FOLDER}/after.md').strip()]
    return '\n\n'.join(out) + '\n'


def main():
    text = page()
    if os.path.exists(PAGE) and read(PAGE) == text:
        return
    print('docs/phrasebook.md')
    if '--check' in sys.argv:
        sys.exit(1)
    with open(PAGE, 'w', encoding='utf-8') as file:
        file.write(text)


if __name__ == '__main__':
    main()
