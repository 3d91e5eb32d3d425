"""reference.py - docs/reference is what the headers say, and the headers say something about every public name.

docs/reference.py makes the pages; when this fails, run it and commit what it wrote.
"""
import os
import re
import sys

import tap

sys.path.insert(0, f'{tap.ROOT}/docs')
import reference as made  # noqa: E402

LINK = re.compile(r'\]\(([^)#]*)(?:#([^)]+))?\)')
ANCHOR = re.compile(r'<a id="([^"]+)">')


def dead(pages):
    """Links to a page or a name that is not there."""
    anchors = {name: set(ANCHOR.findall(text)) for name, text in pages.items()}
    return {f'{name}: {page}#{anchor}' for name, text in pages.items() for page, anchor in LINK.findall(text)
            if (page or name) not in anchors or (anchor and anchor not in anchors[page or name])}


def unbalanced(text):
    """A table row or a code fence that was cut in two."""
    rows = [line for line in text.split('\n') if line.startswith('|') and not line.endswith('|')]
    return rows + (['a fence is open'] if text.count('```') % 2 else [])


def main():
    book = made.Book()
    pages = book.pages()
    for name, header in book.headers.items():
        tap.ok(not header.lost, f'{name}.h has a comment for each public name', '\n'.join(header.lost))
        tap.ok(not unbalanced(pages[f'{name}.md']), f'the page of {name}.h is well made',
               '\n'.join(unbalanced(pages[f'{name}.md'])))
    lost = [word for word in book.short.values() if word not in book.place]
    tap.ok(not lost, 'each short word has an entry', '\n'.join(lost))
    tap.ok(not dead(pages), 'no page has a dead link', '\n'.join(sorted(dead(pages))))
    old = made.stale(pages)
    tap.ok(not old, 'docs/reference is current', 'python3 docs/reference.py writes ' + ' '.join(old))
    tap.done()


if __name__ == '__main__':
    main()
