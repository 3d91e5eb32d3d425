"""steps.py - the two steps that wait for sockets ask for every page once, and take turns or not:  steps.py FIVE SIX

Outputs are compared with the .out files, times aside; of the sixth step not the order either, which is the
network's. How long they take is printed, not asserted.
"""
import re
import subprocess
import sys

import tap


def run(step, program):
    """What it prints, with the times taken out, and the total."""
    with open(f'{tap.ROOT}/demos/steps/{step}.out', encoding='ascii') as file:
        expected = file.read()
    ran = subprocess.run([program], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    total = re.search(r'Total elapsed time: ([\d.]+)', ran.stdout)
    tap.ok(ran.returncode == 0 and total, f'step {step} ends and tells how long it took', ran.stdout + ran.stderr)
    return [re.sub(r'\d+\.\d+', 'T', text) for text in (expected, ran.stdout)], float(total[1]) if total else 0


def lines(text):
    """In any order, whoever of the two did it."""
    return sorted(re.sub('One|Two', 'Task', line) for line in text.splitlines())


def main(five, six):
    (expected, printed), slow = run('5', five)
    tap.ok(printed == expected, 'step 5 takes turns: One and Two, page by page', printed)
    (expected, printed), fast = run('6', six)
    tap.ok(lines(printed) == lines(expected), 'step 6 gets each page once, over two connections', printed)
    if slow:
        print(f'# step 5 took {slow} s, step 6 {fast} s: {fast / slow:.2f} of it')
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
