"""reference.py - write docs/reference, a page for each public header, from the comments in it.

    python3 docs/reference.py            write the pages, and remove those whose header is gone
    python3 docs/reference.py --check    only say which are not current; exit status 1 if any

A page is what its header says and nothing else, so there is one place to correct. What becomes of a comment:

    /* NAME(arguments): text        the signature; then prose. Text that is indented is an example
     *
     * parameter  what it is        a row of a table; a key ends where two blanks are
     * returns    what              so do the fixed keys: owns, returns, errors, context, source
     */

A comment belongs to the lines directly below it. A name that has none of its own belongs to the comment before
it that mentions it. Names that end in `_` are private, and so are the numbered helpers of a macro.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, f'{ROOT}/test')
import needs                                                                           # noqa: E402 the ladder

KEYS = {'owns', 'returns', 'errors', 'context', 'source', 'needs', 'semantics'}
KEYED = re.compile(r'^([A-Za-z_][\w ,]*?) {2,}(\S.*)$')
INLINE = re.compile(r'(?:^|\n|(?<=[.;)])\s+)(Context|context|errors|source|Needs|Semantics): ')
PRIVATE = re.compile(r'_$|^COIR_[A-Z_]+_(\d+|MANY)$|^COIR_\w+_CASE_\d+$')
TITLES = {0: 'What all rungs share', 1: 'Resume', 2: 'Generator', 3: 'Cleanup', 4: 'Delegate', 5: 'Coroutine',
          6: 'Task', 7: 'Loop and ports', 8: 'Async generator', 9: 'With', 10: 'Combine', 11: 'Synchronise',
          12: 'Input and output', 13: 'Everything'}


# ---- Reading a header -------------------------------------------------------------------------------------------

class Entry:
    """A comment, and the code below it: (names, text) each."""

    def __init__(self, comment, condition):
        self.comment, self.condition, self.code = comment, condition, []

    def names(self):
        return list(dict.fromkeys(name for names, _ in self.code for name in names))


def comment_lines(text):
    """The lines of a comment, without its stars."""
    lines = text.strip()[2:-2].rstrip().split('\n')
    return [lines[0].strip()] + [re.sub(r'^ ?\*? ?', '', line).rstrip() for line in lines[1:]]


def unmarked(code):
    """Code without the attribute of leaves, whose further lines move with it."""
    mark = 'COIR_LEAF_FUNCTION_ '
    return code[len(mark):].replace('\n' + ' ' * len(mark), '\n') if code.startswith(mark) else code


def strip_comments(text):
    return re.sub(r'/\*.*?\*/', '', text, flags=re.S)


def names_in(code):
    """The public names that a piece of code defines."""
    code = strip_comments(code)
    define = re.match(r'#\s*define (\w+)', code)
    if define:
        found = [define.group(1)]
    elif re.match(r'(COIR_ASYNC_DECLARE|COIR_GENERATOR_DECLARE)', code):
        found = []
    elif re.match(r'(struct|enum|union) \w+ \{', code):
        found = [re.match(r'\w+ (\w+)', code).group(1)]
    elif code.startswith('typedef'):
        found = re.findall(r'\(\*(coir_\w+)\)', code) or [re.findall(r'\w+', code)[-1]]
    else:
        found = re.findall(r'\b(coir_\w+)\s*\(', code.split('{')[0])[:1]
    return [name for name in found if re.match(r'coir_|COIR_', name) and not PRIVATE.search(name)]


def chunks(text):
    """(kind, text, condition) of a header's pieces: comment, code, blank."""
    lines, conditions, at = text.split('\n'), [], 0
    while at < len(lines):
        line, start = lines[at], at
        at += 1
        if line.startswith('/*'):
            while '*/' not in lines[at - 1]:
                at += 1
            yield 'comment', '\n'.join(lines[start:at]), list(conditions)
        elif line.startswith('#'):
            while lines[at - 1].endswith('\\') or open_comment('\n'.join(lines[start:at])):
                at += 1
            word = re.match(r'#\s*(\w+)\s*(.*)', line)
            if word.group(1) in ('if', 'ifdef', 'ifndef'):
                conditions.append(word.group(2) if word.group(1) != 'ifndef' else '')
            elif word.group(1) in ('else', 'elif'):
                conditions[-1] = ''
            elif word.group(1) == 'endif':
                conditions.pop()
            elif word.group(1) == 'define':
                yield 'code', '\n'.join(lines[start:at]), list(conditions)
        elif not line.strip():
            yield 'blank', '', []
        elif not re.match(r'(COIR_C_BEGIN_|COIR_C_END_|COIR_SHADOW_END_|extern COIR_THREAD)', line):
            while not whole('\n'.join(lines[start:at])):
                at += 1
            yield 'code', '\n'.join(lines[start:at]), list(conditions)


def open_comment(code):
    return code.rfind('/*') > code.rfind('*/')


def whole(code):
    """Is this a whole declaration?"""
    code = strip_comments(code) if '*/' in code or '/*' not in code else code
    return code.count('{') == code.count('}') and bool(re.search(r'[;}]\s*$', code)) and '/*' not in code


class Header:
    """title, prose (lines) and entries of a header; lost: public names without a comment."""

    def __init__(self, name):
        self.name, self.entries, self.lost, self.coroutines, self.generators = name, [], [], set(), set()
        text = open(f'{ROOT}/include/coir/{name}.h', encoding='utf-8').read()
        guard = f'COIR_{name.upper()}_H' if name != 'coir' else 'COIR_H'
        entry, first, separate = None, True, True
        for kind, piece, conditions in chunks(text):
            conditions = [c for c in conditions if re.match(r'COIR_\w+|defined|__linux', c)]
            if kind == 'comment' and first:
                self.title, self.prose = self.head(comment_lines(piece))
                first = False
            elif kind == 'comment':
                entry, separate = Entry(comment_lines(piece), conditions), False
                self.entries.append(entry)
            elif kind == 'blank':
                separate = True
            else:
                self.coroutines |= set(re.findall(r'COIR_ASYNC_DECLARE\((\w+)\)', piece))
                self.generators |= set(re.findall(r'COIR_GENERATOR_DECLARE\((\w+)\)', piece))
                self.take(piece, entry if not separate else None, guard)

    @staticmethod
    def head(lines):
        title = re.sub(r'^\S+\.h - ', '', lines[0])
        lines = re.sub(r'SPDX-License-Identifier: MIT', '', '\n'.join(lines[1:])).strip('\n').split('\n')
        while lines and lines[0] and not lines[0].startswith(' '):                  # a title of two lines
            if title.endswith('.'):
                break
            title += ' ' + lines.pop(0)
        return title, lines

    def take(self, piece, entry, guard):
        others = [name for other in self.entries if other is not entry for name in other.names()]
        names = [n for n in names_in(piece) if n != guard and n not in others]
        if entry:
            entry.code.append((names, piece))
        elif names:
            home = self.mentions(names[0])
            if home:
                home.code.append((names, piece))
            elif not self.in_prose(names[0]):
                self.lost += names

    def mentions(self, name):
        word = re.compile(rf'\b(COIR_)?{re.sub("^COIR_", "", name)}\b')
        return next((e for e in reversed(self.entries) if word.search('\n'.join(e.comment))), None)

    def in_prose(self, name):
        return re.search(rf'\b(COIR_)?{re.sub("^COIR_", "", name)}\b', '\n'.join(self.prose))

    def public(self):
        """Entries with something public in them, and comments that stand alone."""
        return [e for e in self.entries if e.names() or (not e.code and self.headline(e))]

    @staticmethod
    def headline(entry):
        return re.match(r'---- (.*) ----$', ' '.join(entry.comment))


# ---- Writing a page ---------------------------------------------------------------------------------------------

class Book:
    """All headers, and where each public name is."""

    def __init__(self):
        self.names = needs.headers()
        self.headers = {name: Header(name) for name in self.names}
        self.short = dict(re.findall(r'^#define (\w+) (COIR_\w+)$', self.source('words'), re.M))
        self.long = {long: short for short, long in self.short.items()}
        self.place = {}
        for name, header in self.headers.items():
            for entry in header.public():
                for word in entry.names():
                    self.place.setdefault(word, name)
        for name, enum in self.constants():
            self.place.setdefault(name, enum)

    def source(self, name):
        return open(f'{ROOT}/include/coir/{name}.h', encoding='utf-8').read()

    def constants(self):
        """(constant, header) of every enumeration, and of the error table."""
        for name, header in self.headers.items():
            for entry in header.entries:
                for word in self.enumerators(entry):
                    yield word, name
        for word in re.findall(r'^    X\((\w+),', self.source('error'), re.M):
            yield f'COIR_{word}', 'error'

    @staticmethod
    def enumerators(entry):
        codes = [strip_comments(code) for names, code in entry.code if names and code.startswith('enum')]
        found = [word for code in codes for word in re.findall(r'\b(COIR_[A-Z_]+[A-Z])\b(?! ?\()', code)]
        return list(dict.fromkeys(found))

    def shown(self, name):
        """A macro's short name, if it has one."""
        return self.long.get(name, name)

    def link(self, word, here):
        """A name, as code, that leads to its entry."""
        full = self.short.get(word.removesuffix('()'), word.removesuffix('()'))
        if full not in self.place:
            return f'`{word}`'
        page = '' if self.place[full] == here else f'{self.place[full]}.md'
        return f'[`{word}`]({page}#{full})'

    def inline(self, text, here):
        """Prose: names become links, code becomes code, Markdown's own signs are harmless."""
        words = '|'.join(sorted(self.short, key=len, reverse=True))
        deep = r'(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?'                   # parentheses, three deep
        code = re.compile(r'`[^`]+`|\b\w+\.h\b|\b(?:self->|loop->|loop\.)[\w.>\[\]-]*\w|'
                          rf'\b(?:COIR_[A-Z](?:[A-Z_0-9]*[A-Z0-9])?_?|coir_\w+|{words})\b{deep}')
        out, at = '', 0
        for hit in code.finditer(text):
            out += self.plain(text[at:hit.start()]) + self.word(hit.group(), here)
            at = hit.end()
        return out + self.plain(text[at:])

    @staticmethod
    def plain(text):
        return re.sub(r'([*<>|]|(?<!\w)_|_(?!\w))', r'\\\1', text)

    def word(self, word, here):
        if word.startswith('`'):
            return word.replace('|', '\\|')
        if re.fullmatch(r'\w+\.h', word):
            name = word[:-2]
            return f'[{word}]({name}.md)' if name in self.headers and name != here else word
        return self.link(word, here)

    # A comment becomes blocks: ('text', lines), ('code', lines), ('keys', [[key, lines]]).

    def blocks(self, lines, known):
        out, kind, column = [], None, 0
        for line in lines + ['']:
            keyed = KEYED.match(line)
            if keyed and not (kind == 'keys' and keyed.start(2) == column) and not set(re.split(r'[ ,]+(?:and )?', keyed.group(1))) & (KEYS | known):
                keyed = None
            narrow = kind == 'keys' and re.match(r'(\w+) (\S.*)', line)
            if narrow and len(narrow.group(1)) + 1 == column and narrow.group(1) in known:
                keyed = narrow
            if not line:
                kind = None if kind != 'code' else 'gap'
            elif kind == 'keys' and re.match(r' {4,}', line):
                out[-1][1][-1][1].append(line)
            elif re.match(r' {2,}', line):
                if kind == 'gap':
                    out[-1][1].append('')
                elif kind != 'code':
                    out.append(['code', []])
                out[-1][1].append(line)
                kind = 'code'
            elif keyed:
                if kind != 'keys':
                    out.append(['keys', []])
                out[-1][1].append([keyed.group(1), [keyed.group(2)]])
                kind, column = 'keys', keyed.start(2)
            else:
                if kind != 'text':
                    out.append(['text', []])
                out[-1][1].append(line)
                kind = 'text'
            if keyed and kind == 'keys':
                out[-1][1][-1].append(column)
        return out

    def text(self, lines, here):
        """A paragraph; `errors: ...` in it becomes a table."""
        parts = [re.sub(r'\s+', ' ', part).strip() for part in INLINE.split('\n'.join(lines))]
        out = [self.inline(parts[0], here)] if parts[0] else []
        rows = [(key.lower(), self.inline(value.rstrip('.'), here)) for key, value in zip(parts[1::2], parts[2::2])]
        if rows:
            out.append(self.table(rows))
        return '\n\n'.join(out)

    @staticmethod
    def table(rows):
        rows = [(f'**{key}**' if set(re.split(r'[ ,]+(?:and )?', key)) & KEYS else f'`{key}`', value)
                for key, value in rows]
        return '\n'.join(['| | |', '| --- | --- |'] + [f'| {key} | {value} |' for key, value in rows])

    def keys(self, rows, here):
        """Rows of a table. An error that stands at the beginning of its line begins a line of its own."""
        out = []
        for key, lines, column in rows:
            items = [lines[0]]
            for line in lines[1:]:
                begins = len(line) - len(line.lstrip()) == column and 'error' in key
                if begins and re.match(r'\s*(COIR_[A-Z]|and (no|as)|what|those)', line):
                    items.append(line.strip())
                else:
                    items[-1] += ' ' + line.strip()
            items = [re.sub(r'^(COIR_\w+) {2,}', r'\1 ', item) for item in items]
            out.append((key, '<br>'.join(self.inline(item, here) for item in items)))
        return self.table(out)

    def prose(self, lines, here, known=frozenset()):
        out = []
        for kind, body in self.blocks(lines, known):
            if kind == 'text':
                out.append(self.text(body, here))
            elif kind == 'keys':
                out.append(self.keys(body, here))
            else:
                indent = min(len(line) - len(line.lstrip()) for line in body if line)
                code = '\n'.join(line[indent:] for line in body)
                language = 'c' if re.search(r'[;{]', code) else 'text'
                out.append(f'```{language}\n{code}\n```')
        return out

    # ---- An entry: heading, signature, prose

    @staticmethod
    def signature(line):
        """(signature, rest) of a comment that begins with a macro as it is used, or ('', line)."""
        word = re.match(r'(?:COIR_)?[A-Z][A-Z_]+ ?', line)
        if not word:
            return '', line
        at = word.end()
        if line[at:at + 1] == '(':
            depth = 0
            for at in range(at, len(line)):
                depth += {'(': 1, ')': -1}.get(line[at], 0)
                if depth == 0:
                    break
            at += 1
        else:
            at = len(word.group().rstrip())
        block = re.match(r' \{ \.\.\. \}(?: [A-Z_]+_END)?', line[at:])
        at += block.end() if block else 0
        if at == len(line) or line[at] in ':.':
            return line[:at], line[at + 1:].strip()
        return '', line

    def prototype(self, code):
        """A function as it is declared, a struct as far as it is public."""
        code = re.sub(r'COIR_(SHADOW|SHADOW_END|INLINE|EXTERN_C|UNUSED|REENTRANT)_ ?', '', code)
        if re.match(r'(struct|union) \w+ \{', code):
            return self.visible(code)
        if re.match(r'(enum|typedef)', code):
            code = re.sub(r'^#define.*\n.*\n#undef.*$', '    /* the table above, as COIR_NAME = -number */', code, flags=re.M)
            return re.sub(r'^ +(COIR_\w+ =)', r'    \1', code, flags=re.M)
        code = re.sub(r'^(static )?inline ', '', unmarked(code))
        code = strip_comments(code).rstrip()
        return re.sub(r'\s*\{.*', ';', code, flags=re.S)

    @staticmethod
    def visible(code):
        lines = code.split('\n')
        hidden = next((i for i, line in enumerate(lines) if line.strip() == '/* private */'), None)
        if hidden is not None:
            lines = lines[:hidden] + ['    /* private members */', '};']
        return '\n'.join(line for line in lines if not line.startswith('#'))

    def code(self, entry, signature):
        """What stands in the entry's box."""
        out = [signature] if signature else []
        for names, code in entry.code:
            if not names:
                continue
            if code.startswith('#') and sum(names == other for other, _ in entry.code) > 1 and not signature:
                out += [names[0]] if names[0] not in out else []
            elif code.startswith('#'):
                head = re.match(r'#\s*define (\w+(?:\([^)]*\))?)\s*(.*)', code)
                short = re.sub(r'^\w+', lambda m: self.shown(m.group()), head.group(1))
                if re.match(r'coir_', names[0]) or (names[0] not in self.long and not head.group(1).endswith(')')
                                                    and '\\' not in code and not signature):
                    out.append(f'#define {head.group(1)} {head.group(2)}'.rstrip()
                               if not head.group(2).startswith('COIR_LAYOUT_') else '')
                elif not signature or not re.search(rf'\b{re.escape(re.sub(r"[(].*", "", short))}\b', signature):
                    out.append(short)
            elif 'rivate' in ' '.join(entry.comment) and re.match(r'struct', code) and '/* private */' not in code:
                out.append(f'struct {names[0]}; /* its members are private */')
            else:
                out.append(self.prototype(code))
        return [line for line in out if line]

    def entry(self, entry, header, common):
        here, names = header.name, entry.names()
        lines = list(entry.comment)
        first = next((i for i, line in enumerate(lines) if not line), len(lines))
        signature, rest = self.signature(' '.join(lines[:first]))
        if signature:
            lines = ([rest[0].upper() + rest[1:]] if rest else []) + lines[first:]
        known = set(re.findall(r'\w+', strip_comments(' '.join(code for _, code in entry.code)) + ' ' + signature))
        shown = list(dict.fromkeys(self.shown(name) for name in names))
        out = [''.join(f'<a id="{name}"></a>' for name in names + self.enumerators(entry)) + '\n\n### ' +
               ', '.join(f'`{name}`' for name in shown[:4]) + (' ...' if len(shown) > 4 else '')]
        kinds = [kind for kind, some in (('Coroutine', header.coroutines), ('Generator', header.generators))
                 if some & set(names)]
        only = [c for c in entry.condition if c not in common and len(c) < 30]
        notes = kinds + ([f'only with `{" && ".join(only)}`'] if only else [])
        if notes:
            out.append('*' + '; '.join(notes) + '.*')
        if names == ['COIR_ERRORS']:
            return out + self.prose(lines, here, known) + [self.errors()]
        code = self.code(entry, signature)
        if code:
            out.append('```c\n' + '\n'.join(code) + '\n```')
        return out + self.prose(lines, here, known)

    def errors(self):
        rows = re.findall(r'^    X\((\w+), (\d+), "(.*?)", (\w+)\)', self.source('error'), re.M)
        return '\n'.join(['| error | number | text | errno |', '| --- | ---: | --- | --- |'] + [
            f'| <a id="COIR_{name}"></a>`COIR_{name}` | -{number} | {text} | {"`E" + posix + "`" if posix != "NONE" else ""} |'
            for name, number, text, posix in rows])

    def words(self):
        return '\n'.join(['| word | stands for |', '| --- | --- |'] + [
            f'| `{short}` | {self.link(long, "words")} |' for short, long in self.short.items()])

    # ---- Pages

    def page(self, name):
        header, public = self.headers[name], self.headers[name].public()
        out = ['<!-- made by docs/reference.py from include/coir/' + name + '.h -->', f'# {name}.h',
               f'{self.inline(header.title[0].upper() + header.title[1:], name)}', f'`#include "coir/{name}.h"`']
        sets = [set(e.condition) for e in public if e.names()]
        common = set.intersection(*sets) if sets else set()
        if common:
            switches = sorted({part for c in common for part in c.split(' && ')})
            off = [self.inline(c[1:], name) for c in switches if c[0] == '!']
            on = [self.inline(c, name) for c in switches if c[0] != '!']
            said = [f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} {how}"
                    for names, how in ((on, 'set'), (off, 'not set')) if names]
            out.append(f"Only where {' and '.join(said)}.")
        listed = [f'[`{self.shown(n)}`](#{n})' for e in public for n in e.names()]
        if len(listed) > 1:
            out.append(' · '.join(dict.fromkeys(listed)))
        out += self.prose(header.prose, name)
        if name == 'words':
            out.append(self.words())
        for entry in public:
            title = header.headline(entry)
            out += [f'## {title.group(1)}'] if title else self.entry(entry, header, common)
        return '\n\n'.join(part for part in out if part) + '\n\n' + self.footer(name) + '\n'

    def footer(self, name):
        at = self.names.index(name)
        parts = [f'[{self.names[at - 1]}.h]({self.names[at - 1]}.md) ←'] if at else []
        parts.append('[all headers](README.md)')
        parts += [f'→ [{self.names[at + 1]}.h]({self.names[at + 1]}.md)'] if at + 1 < len(self.names) else []
        return '---\n\n' + ' '.join(parts)

    def index(self):
        out = ['<!-- made by docs/reference.py from include/coir -->', '# Reference',
               'One page per header, in the order of the ladder, made from the comments in it: what a page says, '
               'the header says. `python3 docs/reference.py` makes them anew.']
        out.append('Words like `AWAIT` are short for `COIR_AWAIT`; see [words.h](words.md). Times are ticks of '
                   '[`coir_time`](config.md#coir_time). An `int` that is negative is [an error](error.md). The '
                   'arguments of a coroutine that are not given are zero. *Owns* says whose memory it is; where '
                   'nothing is said, what you pass stays yours.')
        rows, last = ['| rung | header | |', '| ---: | --- | --- |'], None
        for name in self.names:
            rung = needs.RUNG.get(name, 99)
            cell = f'{rung} {TITLES.get(rung, "")}' if rung != last else ''
            last = rung
            rows.append(f'| {cell} | [{name}.h]({name}.md) | {self.plain(self.headers[name].title)} |')
        out.append('\n'.join(rows))
        out.append('## Every name')
        names = sorted(((self.shown(n), n) for n in self.place), key=lambda pair: re.sub('^coir_', '', pair[0].lower()))
        letters = {}
        for shown, name in names:
            letters.setdefault(re.sub('^coir_', '', shown.lower())[0].upper(), []).append(self.link_index(shown, name))
        out += [f'**{letter}** ' + ' · '.join(links) for letter, links in letters.items()]
        return '\n\n'.join(out) + '\n'

    def link_index(self, shown, name):
        return f'[`{shown}`]({self.place[name]}.md#{name})'

    def pages(self):
        """file name: text, of every page."""
        out = {f'{name}.md': self.page(name) for name in self.names}
        out['README.md'] = self.index()
        return out


def stale(pages):
    """The files that are not what they should be."""
    folder = f'{ROOT}/docs/reference'
    there = set(os.listdir(folder)) if os.path.isdir(folder) else set()
    return sorted((there - set(pages)) | {
        name for name, text in pages.items()
        if name not in there or open(f'{folder}/{name}', encoding='utf-8').read() != text})


def main():
    pages = Book().pages()
    old = stale(pages)
    for name in old if '--check' not in sys.argv else []:
        if name in pages:
            os.makedirs(f'{ROOT}/docs/reference', exist_ok=True)
            with open(f'{ROOT}/docs/reference/{name}', 'w', encoding='utf-8') as file:
                file.write(pages[name])
        else:
            os.remove(f'{ROOT}/docs/reference/{name}')
    for name in old:
        print(f'docs/reference/{name}')
    sys.exit(bool(old) and '--check' in sys.argv)


if __name__ == '__main__':
    main()
