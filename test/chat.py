"""chat.py - the rooms of the chat: who hears what, who is slow, and how it ends:  chat.py PROGRAM"""
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys

import tap

PROGRAM = os.path.abspath(sys.argv[1])


@contextlib.contextmanager
def chatting():
    # A shell's background job ignores SIGINT, and so would the program.
    process = subprocess.Popen([PROGRAM, '0'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    try:
        yield int(re.search(r':(\d+)$', process.stdout.readline())[1]), process
    finally:
        process.kill()
        process.communicate()


class Member:
    def __init__(self, port, name, room, receive_buffer=0):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(60)
        self.socket.connect(('127.0.0.1', port))
        self.file = self.socket.makefile('r', newline='\n')
        self.say(f'{name}\n{room}')
        self.hear(f'* {name} is here')

    def say(self, text):
        self.socket.sendall((text + '\n').encode())

    def hear(self, end):
        """The lines up to one that ends so."""
        lines = []
        for line in self.file:
            lines.append(line.rstrip('\n'))
            if lines[-1].endswith(end):
                break
        return lines

    def close(self):
        self.file.close()
        self.socket.close()


def rooms():
    with chatting() as (port, _):
        ann, bob, eve = Member(port, 'ann', 'kitchen'), Member(port, 'bob', 'kitchen'), Member(port, 'eve', 'attic')
        ann.hear('bob is here')
        ann.say('hello')
        tap.ok(bob.hear('hello') == ['ann: hello'], 'a member hears who is in the same room')
        eve.say('anybody?')
        tap.ok(eve.hear('anybody?') == ['eve: anybody?'], 'and nobody else')
        bob.close()
        tap.ok(ann.hear('left')[-1] == '* bob has left', 'a member who leaves is announced')
        eve.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
        eve.close()
        again = Member(port, 'joe', 'attic')
        again.socket.sendall(b'x' * 511)
        tap.ok(again.hear('too long')[-1] == '* that line was too long' and again.file.read() == '',
               'a line too long ends the visit')
        ann.say('a\0b\33[2Jc\td')
        tap.ok(ann.hear('d')[-1] == 'ann: a?b?[2Jc\td', 'what is no text stays out of the lines of others')
        ann.say('fine')
        tap.ok(ann.hear('fine')[-1] == 'ann: fine', 'and no other visit')


def slow():
    """The slow one does not read while the others talk, in lock-step, more than all buffers hold."""
    with chatting() as (port, _):
        sloth = Member(port, 'sloth', 'hall', 4096)
        ann, bob = Member(port, 'ann', 'hall'), Member(port, 'bob', 'hall')
        ann.hear('bob is here')
        heard = True
        for i in range(14000):
            text = f'{i} ' + 'x' * 480
            ann.say(text)
            heard = heard and bob.hear(text) == ['ann: ' + text]
        tap.ok(heard, 'a slow reader holds up nobody')
        ann.say('the end')
        lines = sloth.hear('the end')
        tap.ok(any(re.match(r'\* you missed \d+ lines', line) for line in lines), 'and is told what it missed')
        tap.ok(lines[-1] == 'ann: the end', 'and hears the last')


def end():
    with chatting() as (port, process):
        ann, shy = Member(port, 'ann', 'hall'), socket.create_connection(('127.0.0.1', port), timeout=60)
        shy.recv(1)
        process.send_signal(signal.SIGINT)
        tap.ok(ann.hear('ends')[-1] == '* good bye, the chat ends' and ann.file.read() == '', 'SIGINT says good bye')
        said = b''
        while more := shy.recv(1000):
            said += more
        tap.ok(said.endswith(b'good bye, the chat ends\n'), 'also to somebody without a name')
        errors = process.communicate(timeout=60)[1]
        tap.ok(process.returncode == 130 and errors == '', 'the chat ends in order', f'{process.returncode} {errors}')


rooms()
slow()
end()
tap.done()
