"""compare.py - play random programs on CPython and on Coir; their traces must be the same.

  compare.py PLAY                          as a test: prints TAP
  compare.py PLAY --from 17 --count 1      one program again
  compare.py PLAY --from 17 --shrink       and make it as small as it can be and still differ
  compare.py PLAY --program FILE           a program from a file

PLAY is play.c, built. Those programs are compared that asyncio and Coir mean to play the same; play.py knows. With
--python another CPython plays them: 3.12 and 3.13 know more of what Coir does, so they leave fewer out.
"""
import argparse
import collections
import os
import re
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import generate  # noqa: E402
import tap  # noqa: E402

BATCH = 1000


def split(output):
    """Traces by the number of their program."""
    traces = {}
    for text in output.split('program ')[1:]:
        number, *trace = text.rstrip('\n').split('\n')
        traces[int(number)] = trace
    return traces


def number_of(program):
    return int(program.split(None, 2)[1])


def play_python(python, programs):
    done = subprocess.run([python, HERE + '/play.py'], input=''.join(programs), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'play.py failed:\n{done.stderr[-3000:]}')
    return split(done.stdout)


def play_coir(play, programs):
    """One that ends the process has its end for the last line of its trace, and the others go on."""
    traces = {}
    while programs:
        try:
            done = subprocess.run([play], input=''.join(programs), capture_output=True, text=True, errors='replace',
                                  timeout=60)
            output, end = done.stdout, done.returncode and f'exit status {done.returncode}: {done.stderr[-800:]}'
        except subprocess.TimeoutExpired as late:
            output, end = (late.stdout or b'').decode(), 'never ends'
        more = split(output)
        traces.update(more)
        if not end or not more:
            break
        last = list(more)[-1]
        traces[last].append(end)
        programs = programs[[number_of(p) for p in programs].index(last) + 1:]
    return traces


class Result:
    def __init__(self):
        self.same, self.different, self.departed = [], [], collections.Counter()
        self.lengths = []


def compare(options, programs):
    result = Result()
    python = play_python(options.python, programs)
    common = []
    for program in programs:
        trace = python[number_of(program)]
        if trace[-1].startswith('departs: '):
            result.departed[trace[-1][9:]] += 1
        else:
            common.append(program)
    coir = play_coir(options.play, common)
    for program in common:
        number = number_of(program)
        result.lengths.append(len(python[number]))
        where = result.same if python[number] == coir.get(number) else result.different
        where.append((number, program, python[number], coir.get(number, [])))
    return result


def side_by_side(program, python, coir):
    """The program, and both traces with a mark at the first difference."""
    width = max(map(len, python), default=10) + 2
    lines = [f'{i:3} {text}' for i, text in enumerate(program.rstrip('\n').split('\n'))]
    lines.append('asyncio'.ljust(width) + '  Coir')
    marked = False
    for i in range(max(len(python), len(coir))):
        left, right = (t[i] if i < len(t) else '' for t in (python, coir))
        mark = ' ' if left == right or marked else '|'
        marked = marked or left != right
        lines.append(f'{left.ljust(width)}{mark} {right}')
    return '\n'.join(lines)


# ---- Making a program smaller ----

def blocks(lines):
    """Pairs of lines that belong together: (first, last) of every operation, block, clause and task."""
    stack = []
    for i, line in enumerate(lines):
        words = line.split()
        if words[0] in 'task try lock permit timeout group repeat within'.split():
            stack.append([i, i])
        elif words[0] in ('except', 'finally'):
            yield from [(stack[-1][1], i, 'clause')] if stack[-1][1] != stack[-1][0] else []
            stack[-1][1] = i
        elif words[0] == 'end':
            first, clause = stack.pop()
            if clause != first:
                yield clause, i, 'clause'
            yield first, i, 'block'
        elif words[0] not in ('program', 'run'):
            yield i, i, 'line'


def smaller(lines):
    """Sets of lines that might be left out: operations, blocks, clauses, and what only goes around others."""
    for first, last, kind in blocks(lines):
        if kind == 'clause':
            yield range(first, last)
            continue
        yield range(first, last + 1)
        if kind == 'block' and lines[first].split()[0] not in ('task', 'try'):
            yield [first, last]
        if kind == 'block' and lines[first].split()[0] == 'try':
            indent = ' ' * lines[first].index('try')
            clauses = [i for i in range(first + 1, last) if re.match(indent + '(except|finally)', lines[i])]
            if clauses:
                yield [first, *range(clauses[0], last + 1)]


def without(lines, gone):
    return [line for i, line in enumerate(lines) if i not in gone]


def is_whole(lines):
    """Is every block closed, and has every try a clause?"""
    stack = []
    for line in lines[1:-1]:
        word = line.split()[0]
        if word in 'task try lock permit timeout group repeat within'.split():
            stack.append(word)
        elif word in ('except', 'finally') and (not stack or not stack[-1].startswith('try')):
            return False
        elif word in ('except', 'finally'):
            stack[-1] += word
        elif word == 'end' and (not stack or stack.pop() == 'try'):
            return False
    return not stack


def differing(options, variants):
    """Those of these programs whose traces differ."""
    texts = ['\n'.join([f'program {i}', *lines[1:]]) + '\n' for i, lines in enumerate(variants)]
    return [found[0] for found in compare(options, texts).different] if texts else []


def shrink(options, program):
    """Take lines away as long as the traces differ; first each alone, then as many as go together."""
    lines = program.rstrip('\n').split('\n')
    while True:
        ways = [set(gone) for gone in smaller(lines)]
        ways = [gone for gone in ways if is_whole(without(lines, gone))]
        ways = [ways[i] for i in differing(options, [without(lines, gone) for gone in ways])]
        if not ways:
            return '\n'.join(lines) + '\n'
        ways.sort(key=len, reverse=True)
        joint = [set().union(*ways[:n]) for n in {1, 2, 3, 5, 8, 13, 21, 34, 55, len(ways)} if n <= len(ways)]
        joint = [gone for gone in joint if is_whole(without(lines, gone))]
        joint = [joint[i] for i in differing(options, [without(lines, gone) for gone in joint])]
        lines = without(lines, max(joint or ways[:1], key=len))


# ---- The test ----

def show(options, found):
    number, program, python, coir = found
    if options.shrink:
        program = shrink(options, program)
        number, program, python, coir = compare(options, [program]).different[0]
    again = f'python3 test/compare/compare.py {os.path.relpath(options.play)} --from {found[0]}'
    return f'again: {again}\nsmaller: {again} --shrink\n' + side_by_side(program, python, coir)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('play')
    parser.add_argument('--from', type=int, default=0, dest='first')
    parser.add_argument('--count', type=int)
    parser.add_argument('--python', default=sys.executable)
    parser.add_argument('--program')
    parser.add_argument('--shrink', action='store_true')
    parser.add_argument('--least', type=int, default=0, help='so many must be compared; goes on until they are')
    options = parser.parse_args()
    count = options.count or (options.least and BATCH) or 1
    total, at = Result(), options.first
    while True:
        if options.program:
            programs = [open(options.program, encoding='utf-8').read()]
        else:
            programs = [generate.program(n) for n in range(at, at + count)]
        at += count
        batch = compare(options, programs)
        total.same += batch.same
        total.different += batch.different
        total.departed += batch.departed
        total.lengths += batch.lengths
        if len(total.lengths) >= options.least or total.different or at - options.first > 20 * options.least:
            break
    for why, times in total.departed.most_common():
        print(f'# {times} programs left out: {why}')
    for found in total.different[:5]:
        tap.ok(False, f'program {found[0]} has one trace', show(options, found))
    median = statistics.median(total.lengths) if total.lengths else 0
    tap.ok(not total.different and len(total.same) >= options.least,
           f'{len(total.same)} random programs print the same with asyncio and with Coir',
           f'{len(total.different)} differ')
    if options.least:
        tap.ok(median >= 25, f'the median trace has {median:g} lines')
    tap.done()


if __name__ == '__main__':
    main()
