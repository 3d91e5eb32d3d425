"""expect.py - run a program and compare what it prints, byte for byte:

    expect.py OUTPUT PROGRAM [ARGUMENT...]

Only stdout counts. The exit status must be 0, or N if OUTPUT is followed by a file named OUTPUT.status with N.
"""
import difflib
import os
import subprocess
import sys

import tap


def show(data):
    return data.decode('utf-8', 'backslashreplace').splitlines(keepends=True)


def compare(name, golden, command, status=0, seconds=60):
    """One TAP line: does command print exactly golden (bytes) and exit with status?"""
    try:
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired as late:
        tap.ok(False, name, f'no end after {seconds} s; it printed\n' + ''.join(show(late.stdout or b'')))
        return
    detail = ''.join(line.rstrip('\n') + '\n' for line in difflib.unified_diff(
        show(golden), show(ran.stdout), 'expected', 'printed'))
    if ran.returncode != status:
        detail += f'exit status {ran.returncode}, not {status}\n' + ''.join(show(ran.stderr)[-30:])
    tap.ok(ran.stdout == golden and ran.returncode == status, name, detail)


def main(output, *command):
    status = 0
    if os.path.exists(output + '.status'):
        status = int(open(output + '.status', encoding='ascii').read())
    with open(output, 'rb') as file:
        compare('prints ' + os.path.relpath(output, tap.ROOT), file.read(), list(command), status)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
