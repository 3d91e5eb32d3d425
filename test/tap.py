"""tap.py - print TAP from Python in three calls: ok, skip, done."""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
count = failed = 0


def ok(passed, name, detail=''):
    """One result; detail is shown, commented out, when it failed."""
    global count, failed
    count, failed = count + 1, failed + (not passed)
    print(('' if passed else 'not ') + f'ok {count} - {name}')
    if not passed and detail:
        print('\n'.join('# ' + line for line in detail.rstrip('\n').split('\n')))
    sys.stdout.flush()


def skip(name, why):
    global count
    count += 1
    print(f'ok {count} - {name} # SKIP {why}', flush=True)


def done():
    print(f'1..{count}')
    sys.exit(failed > 0)
