"""count.py - add up what meson test ran:  .ci/count.py testlog.json...

Counts single TAP lines, not executables, because meson calls a suite that printed nothing a skip and exits 0.
A test program that ran no test, died or stopped before its plan is one failure more. Prints what failed, then
skips, then `N passed, N failed` as its last line; exits 1 if anything failed or nothing ran.
"""
import json
import re
import sys

LINE = re.compile(r'(not )?ok\b\s*\d*\s*([^#]*)(#\s*skip)?', re.I)
PLAN = re.compile(r'^1\.\.\d', re.M)


def tally(test):
    """(passed, names of what failed, skipped) of one line of meson's log."""
    out, good = test['stdout'] or '', test['result'] in ('OK', 'EXPECTEDFAIL')
    if not PLAN.search(out):        # no TAP: the exit status speaks, unless it should have been TAP
        good = good and 'CK_TAP_LOG_FILE_NAME' not in test['env']
        return (1, [], 0) if good else (0, [why(test)], 0)
    lines = [m for m in map(LINE.match, out.splitlines()) if m]
    bad = [m[2].strip(' -') for m in lines if m[1]]
    skipped = sum(1 for m in lines if m[3] and not m[1])
    passed = len(lines) - len(bad) - skipped
    if not bad and (not good or not passed):
        bad = [why(test)]
    return passed, bad, skipped


def why(test):
    if test['result'] in ('OK', 'SKIP'):
        return 'ran no test'
    tail = ''.join('\n    | ' + s for s in (test.get('stderr') or test['stdout'] or '').splitlines()[-15:])
    return f"{test['result'].lower()}, exit status {test['returncode']}{tail}"


def main():
    passed, failed, skipped = 0, 0, 0
    for path in sys.argv[1:]:
        for text in open(path, encoding='utf-8'):
            test = json.loads(text)
            p, bad, s = tally(test)
            passed, failed, skipped = passed + p, failed + len(bad), skipped + s
            for name in bad:
                print(f"FAILED {test['name']}: {name}")
    if skipped:
        print(f'{skipped} skipped: a tool they need is not here')
    if passed + failed == 0:
        print('nothing ran')
    print(f'{passed} passed, {failed} failed')
    return failed > 0 or passed == 0


if __name__ == '__main__':
    sys.exit(main())
