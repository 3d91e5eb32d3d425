"""run.py - many commands at once: whole lines, the right status, and nothing left running:  run.py PROGRAM

Commands meet in named pipes, so that who waits for whom is certain, however slow the machine is.
"""
import array
import fcntl
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time

import tap

PROGRAM = os.path.abspath(sys.argv[1])


def run(*arguments, **options):
    options.setdefault('stdin', subprocess.DEVNULL)
    if 'input' in options:
        del options['stdin']
    ran = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60, **options)
    return ran.returncode, ran.stdout, ran.stderr


def same(name, got, expected):
    tap.ok(got == expected, name, f'got      {got!r}\nexpected {expected!r}')


def lines():
    status, out, err = run('-j', '1', 'echo one; echo two', 'echo wrong >&2; printf unended', 'true')
    same('lines carry the number of their command', (status, out, err),
         (0, '1: one\n1: two\n2: unended\n', '2: wrong\n'))
    same('or nothing', run('-q', '--jobs=1', 'echo one')[1], 'one\n')
    long = 'x' * 200000
    out = run('-j1', f'head -c {len(long)} /dev/zero | tr "\\0" x; echo')[1]
    pieces = re.findall(r'^1: (x*)$', out, re.M)
    tap.ok(''.join(pieces) == long and len(pieces) <= 6, 'a line that is too long is broken, and nothing is lost')
    commands = [f'for i in $(seq 200); do echo {n} $i abcdefghijklmnopqrstuvwxyz; done' for n in range(1, 21)]
    out = run('-j', '20', *commands)[1].splitlines()
    good = [re.fullmatch(r'(\d+): \1 (\d+) abcdefghijklmnopqrstuvwxyz', line) for line in out]
    tap.ok(all(good) and len(good) == 4000, 'lines of commands that run at the same time stay whole')
    tap.ok(all([int(m[2]) for m in good if m and m[1] == str(n)] == list(range(1, 201)) for n in range(1, 21)),
           'and those of each come in order')


def sources(folder):
    text = 'echo a\n\necho b\nexit 3\necho c'
    expected = ['1: a', '2: b', '4: c']
    status, out, err = run('-j1', input=text)
    same('commands come from a pipe, empty lines do not count', (status, out.split('\n')[:-1]), (1, expected))
    with open(f'{folder}/commands', 'w', encoding='utf-8') as file:
        file.write(text)
    with open(f'{folder}/commands', encoding='utf-8') as file:
        same('or from a file', run('-j1', stdin=file)[1].split('\n')[:-1], expected)
    same('or from nowhere', run()[0], 0)
    program = subprocess.Popen([PROGRAM, '-j2'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    seen = []
    for word in ('first', 'second'):
        program.stdin.write(f'echo {word}\n')
        seen.append(program.stdout.readline())
    program.stdin.close()
    same('each starts as soon as it was read', (seen, program.wait(timeout=60)), (['1: first\n', '2: second\n'], 0))
    program.stdout.close()


def limits(folder):
    for name in ('there', 'back'):
        os.mkfifo(f'{folder}/{name}')
    meet = [f'echo x > {folder}/there; cat {folder}/back', f'cat {folder}/there; echo y > {folder}/back']
    status, out, _ = run('-j2', *meet)
    same('two run at the same time', (status, sorted(out.splitlines())), (0, ['1: y', '2: x']))
    log = f'{folder}/log'
    run('-j3', *[f'echo + >> {log}; echo; echo - >> {log}' for _ in range(60)])
    most = now = 0
    with open(log, encoding='utf-8') as file:
        for line in file:
            now += 1 if line == '+\n' else -1
            most = max(most, now)
    tap.ok(now == 0 and 1 <= most <= 3, 'and never more than allowed', f'{most} at the same time')
    status, out, err = run('-j2', '-t', '0.05', 'sleep 1000', 'echo quick')
    tap.ok(status == 1 and out in ('2: quick\n', '') and 'no end after 50 ms: sleep 1000' in err,
           'a command that takes too long is ended', err)


def unread():
    program = subprocess.Popen([PROGRAM, '-j2', 'yes', 'sleep 1000'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    first = program.stdout.readline()
    program.stdout.close()
    try:
        same('when nobody reads the lines any more, all ends', (first, program.wait(timeout=60), program.stderr.read()),
             ('1: y\n', 128 + signal.SIGPIPE, ''))
    finally:
        program.kill()
        program.stderr.close()


def start_unread(*arguments):
    """Start it with a standard output that nobody reads, and wait until nothing more goes into that."""
    unread, out = os.pipe()
    fcntl.fcntl(out, 1031, 4096)  # F_SETPIPE_SZ, while the pipe is empty: one that holds more refuses
    program = subprocess.Popen([PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    os.close(out)
    program.stdout = open(unread, 'rb')
    held = array.array('i', [0])
    while held[0] < 4096 - 80 and program.poll() is None:
        time.sleep(0.01)
        fcntl.ioctl(program.stdout, termios.FIONREAD, held)
    return program


class Notice:
    """A named pipe into which a command says something. Open before it does: a shell that has to wait while it opens one
    gives up if a child of its own ends meanwhile."""

    def __init__(self, path):
        os.mkfifo(path)
        self.path, self.pipe = path, os.open(path, os.O_RDWR)

    def wait(self):
        if not select.select([self.pipe], [], [], 60)[0]:
            raise TimeoutError(f'nothing in {self.path}')
        os.read(self.pipe, 100)


def ends(name, program, expected, shape):
    """Within a minute, with this status, and the lines are those; then nobody has to be killed."""
    try:
        status = program.wait(timeout=60)
    except subprocess.TimeoutExpired:
        status = 'it runs'
    program.kill()
    out = program.stdout.read()
    tap.ok(status == expected and re.fullmatch(shape, out), name, f'status {status}\n{out[-100:]!r}\n{program.stderr.read()!r}')
    program.stdout.close()
    program.stderr.close()


def held_up(folder):
    whole = rb'(\d: y{70}\n)+'
    yes = 'exec yes ' + 'y' * 70
    for which in (signal.SIGINT, signal.SIGTERM):
        program = start_unread('-g', '0.1', '-j2', yes, yes)
        program.send_signal(which)
        ends(f'{which.name} ends all while nobody reads the lines', program, 128 + which, whole)
    notice = Notice(f'{folder}/said')
    long = 60000
    # The last thing that it starts is there before the line: a child of dash that is just born loses a signal.
    slow = f'trap "echo no > {notice.path}; exit" TERM; sleep 1000 & head -c {long} /dev/zero | tr "\\0" x; echo; wait'
    program = start_unread('-g', '1000', slow)
    program.send_signal(signal.SIGTERM)
    notice.wait()
    out = program.stdout.read()
    same('a line that was begun is finished if somebody takes it', (out[:4], len(out), out[-2:]), (b'1: x', long + 4, b'x\n'))
    ends('and then it ends', program, 143, b'')
    program = start_unread('-g', '1000', slow)
    program.send_signal(signal.SIGTERM)
    notice.wait()
    program.send_signal(signal.SIGINT)
    ends('or is cut by a second signal', program, 130, b'1: x+')


def statuses():
    status, _, err = run('exit 0', 'exit 7', 'kill -9 $$', 'coir-no-such-command')
    tap.ok(status == 3, 'the status is the number of failures')
    tap.ok('exit status 7: exit 7' in err and 'signal 9: kill' in err and 'exit status 127: coir' in err and
           'run: 3 of 4 failed' in err, 'which are named', err)
    same('at most 101', run(input='exit 1\n' * 120)[0], 101)
    same('100 are 100', run(input='exit 1\n' * 100)[0], 100)
    for wrong in (['-j', '0'], ['-j', 'x'], ['-j'], ['-t', '-1'], ['--nonsense']):
        status, out, err = run(*wrong, 'echo')
        tap.ok(status == 255 and not out and err, f'{" ".join(wrong)} is refused', err)
    tap.ok(run('--help')[1].startswith('usage: run'), 'help helps')


def is_alive(pid):
    """Somebody else may have to reap it, so a zombie does not count."""
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8') as file:
            return file.read().rsplit(')', 1)[1].split()[0] != 'Z'
    except OSError:
        return False


def all_end(pids):
    for _ in range(1000):
        if not any(map(is_alive, pids)):
            return True
        time.sleep(0.01)
    return False


def stopped(name, commands, signals, expected, grace='0.1', notice=None):
    """Each command prints its number first. A second signal is sent when one of them has noticed the first."""
    program = subprocess.Popen([PROGRAM, '-q', '-j9', '-g', grace, *commands], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    pids = [int(program.stdout.readline()) for _ in commands]
    for which in signals:
        program.send_signal(which)
        if notice:
            notice.wait()
            notice = None
    program.stdout.read()
    status = program.wait(timeout=60)
    tap.ok(status == expected and all_end(pids), name, f'status {status}\n{program.stderr.read()}')
    program.stdout.close()
    program.stderr.close()


def stopping(folder):
    polite = 'echo $$; exec sleep 1000'
    deep = '(echo $$; sleep 1000 & wait) & wait'
    deaf = '(trap "" TERM; sh -c "echo \\$PPID"; while true; do sleep 0.01; done) & wait'
    notice = Notice(f'{folder}/notice')
    stubborn = 'trap "{}" TERM; echo $$; while true; do sleep 0.01; done'
    stopped('SIGINT ends all', [polite, polite], [signal.SIGINT], 130, '1000')
    stopped('SIGTERM too', [polite], [signal.SIGTERM], 143, '1000')
    stopped('and what they have started', [polite, deep], [signal.SIGINT], 130)
    stopped('also what does not end with them', [deaf], [signal.SIGTERM], 143)
    stopped('and what one that has ended left behind', ['sleep 1000 & echo $!'], [signal.SIGTERM], 143)
    stopped('one that will not is killed', [stubborn.format(':')], [signal.SIGTERM], 143)
    tells = stubborn.format(f'echo no > {notice.path}')
    stopped('a second signal does not wait', [tells], [signal.SIGTERM, signal.SIGINT], 130, '1000', notice)


with tempfile.TemporaryDirectory() as folder:
    lines()
    sources(folder)
    limits(folder)
    unread()
    held_up(folder)
    statuses()
    stopping(folder)
tap.done()
