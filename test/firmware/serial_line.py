"""serial_line.py - be on the other end of a program's serial line.

talk(line, script)     say the lines of a script, each when the program has prompted with "> ", or behind a line
                       "... TEXT" when it has printed that
xmodem(line)           send it an image with sx, of lrzsz, over a line that damages some of it
"""
import binascii
import os
import re
import select
import subprocess
import tempfile
import time

PROMPT = '> '
IMAGE, PACKET = 20 * 1024, 3 + 128 + 2
SOH, CAN = b'\x01', b'\x18'


class Line:
    """A program's serial line: to write to, to read from. The text that came since the last expect is `text`. Where the
    clock is virtual, it has to be told of silence: board/host/uart.c."""

    def __init__(self, out, into, patience, virtual=False):
        self.out, self.into, self.all, self.text, self.end = out, into, '', '', time.monotonic() + patience
        self.virtual = virtual

    def read(self, most=4096):
        """What there is, b'' at the end."""
        ready = select.select([self.into], [], [], max(0, self.end - time.monotonic()))[0]
        if not ready:
            raise TimeoutError(f'nothing more came; it printed\n{self.all}')
        try:
            got = os.read(self.into, most)
        except OSError:                     # a pty whose other end was closed
            got = b''
        self.all += got.decode(errors='replace')
        self.text += got.decode(errors='replace')
        return got

    def write(self, data, silence=False):
        """Write bytes, and nothing for a while."""
        if self.virtual:
            data = data.replace(b'\xff', b'\xff\xff') + (b'\xff\0' if silence else b'')
        os.write(self.out, data)

    def expect(self, text):
        while text not in self.text:
            if not self.read():
                raise EOFError(f'it ended before it printed {text!r}: {self.all[-300:]!r}')
        self.text = self.text[self.text.index(text) + len(text):]


def talk(line, script):
    """Returns all that it printed."""
    prompt = PROMPT
    for said in script.splitlines():
        if said.startswith('... '):
            line.expect(said[4:])
            prompt = ''
        else:
            line.expect(prompt)
            line.write(said.encode() + b'\n')
            prompt = PROMPT
    while line.read():
        pass
    return line.all


class Damage:
    """Passes on what a sender says, and spoils one block in 80: a bit is changed, or a byte is lost."""

    def __init__(self):
        self.data, self.blocks, self.spoilt = b'', 0, 0

    def spoil(self, block):
        """It, and whether it is spoilt: then the sender is silent until it is asked again."""
        self.blocks += 1
        if self.blocks % 80 != 30:
            return block, False
        self.spoilt += 1
        if self.spoilt % 2:
            return block[:70] + bytes([block[70] ^ 4]) + block[71:], True
        return block[:70] + block[71:], True

    def __call__(self, data):
        self.data += data
        while self.data:
            size = PACKET if self.data[:1] == SOH else 1
            if len(self.data) < size:
                break
            yield self.spoil(self.data[:size]) if size > 1 else (self.data[:size], False)
            self.data = self.data[size:]


def send_image(line, image):
    """Let sx send it; returns how many blocks were spoilt on the way."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(image)
        file.flush()
        with subprocess.Popen(['sx', '-q', file.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as sender:
            damage = Damage()
            line.write(b'', silence=True)               # it is asked once more, now that somebody is there
            while True:
                ready = select.select([line.into, sender.stdout], [], [], max(0, line.end - time.monotonic()))[0]
                if not ready:
                    sender.kill()
                    raise TimeoutError(f'the transfer stands still after {damage.blocks} blocks')
                if sender.stdout in ready:
                    said = os.read(sender.stdout.fileno(), 4096)
                    if not said:
                        break
                    for piece in damage(said):
                        line.write(*piece)
                if line.into in ready:
                    try:
                        os.write(sender.stdin.fileno(), line.read(1))
                    except BrokenPipeError:
                        pass
            if sender.wait() != 0:
                raise RuntimeError(f'sx ended with {sender.returncode} after {damage.blocks} blocks')
    return damage.spoilt


def with_break(line):
    """A byte, a break, a byte; the emulator makes the break of two control characters. Returns what it printed."""
    line.expect('> ')
    line.write(b'a')
    line.expect('> ')
    line.write(b'\x01bb')
    while line.read():
        pass
    return line.all


def xmodem(line):
    """A sender that gives up in the midst of a block; then a whole image. Returns what it printed."""
    image = os.urandom(IMAGE)
    line.expect('C')
    line.write(SOH + bytes([1, 254]) + bytes(50), silence=True)
    line.expect('C')                                    # it was asked for again
    line.write(CAN + CAN)
    line.expect('called off\n')
    line.expect('C')
    spoilt = send_image(line, image)
    line.write(b'', silence=True)
    line.expect('press a key')
    line.write(b'\n')
    printed = re.search(r'bytes (\d+)\r?\ncrc (\d+)', line.all)
    right = printed and printed.groups() == (str(IMAGE), str(binascii.crc_hqx(image, 0)))
    return f'called off\n{spoilt} blocks were spoilt\n{"the image is whole" if right else line.all[-200:]}\n'
