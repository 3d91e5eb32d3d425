"""proxy.py - what goes through the proxy is what came, in both directions, with TLS and without:  proxy.py PROGRAM [tls]"""
import contextlib
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

import tap
from authority import Authority
from duplex import exchange

PROGRAM = os.path.abspath(sys.argv[1])
MUCH = bytes(i * 7 % 251 for i in range(3_000_000))


class Behind:
    """A server that answers each connection with what `act` does with the socket."""

    def __init__(self, act):
        self.act, self.socket = act, socket.create_server(('127.0.0.1', 0))
        self.port = str(self.socket.getsockname()[1])
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            peer = self.socket.accept()[0]
            threading.Thread(target=self.one, args=(peer,), daemon=True).start()

    def one(self, peer):
        with contextlib.suppress(OSError), peer:
            self.act(peer)


def read_all(peer):
    got = b''
    while more := peer.recv(65536):
        got += more
    return got


def reverse(peer):
    """Read to the end of the client's half, then answer backwards."""
    peer.sendall(read_all(peer)[::-1])


def echo(peer):
    while more := peer.recv(65536):
        peer.sendall(more)


@contextlib.contextmanager
def proxying(behind, *options, clock='real'):
    process = subprocess.Popen([PROGRAM, *options, '0', '127.0.0.1', behind], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, env=dict(os.environ, COIR_CLOCK=clock),
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    try:
        yield int(re.search(r':(\d+)$', process.stdout.readline())[1]), process
    finally:
        process.kill()
        process.communicate()


def connect(port):
    return socket.create_connection(('127.0.0.1', port), timeout=60)


def plain():
    with proxying(Behind(reverse).port) as (port, _):
        with connect(port) as peer:
            peer.sendall(MUCH)
            peer.shutdown(socket.SHUT_WR)
            tap.ok(read_all(peer) == MUCH[::-1], 'a client that ends its half gets the whole answer')
        with connect(port) as peer:
            peer.sendall(b'unread')
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
        with connect(port) as peer:
            peer.sendall(b'next')
            peer.shutdown(socket.SHUT_WR)
            tap.ok(read_all(peer) == b'txen', 'a client that resets is no other one\'s trouble')


def nobody_behind():
    with socket.create_server(('127.0.0.1', 0)) as gone:
        port_gone = str(gone.getsockname()[1])
    with proxying(port_gone) as (port, _):
        for _ in range(2):
            with connect(port) as peer:
                tap.ok(read_all(peer) == b'', 'without a server behind, the client is told by an end')


def end():
    with proxying(Behind(echo).port) as (port, process), connect(port) as peer:
        peer.sendall(b'before')
        peer.recv(6)
        process.send_signal(signal.SIGINT)
        for _ in range(100_000):                # until it listens no more
            try:
                connect(port).close()
            except OSError:
                break
        peer.sendall(b'after')
        tap.ok(peer.recv(5) == b'after', 'after SIGINT a connection goes on')
        peer.close()
        process.communicate(timeout=60)
        tap.ok(process.returncode == 130, 'and the proxy ends when it does', str(process.returncode))


def secret():
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(folder)
        pem = authority.sign('front', 'DNS:front.test')
        trust = ssl.create_default_context(cafile=authority.certificate)
        with proxying(Behind(echo).port, '-c', pem) as (port, _):
            with trust.wrap_socket(connect(port), server_hostname='front.test') as peer:
                got = exchange(peer, MUCH, len(MUCH))
                tap.ok(got == MUCH, 'TLS in front, plain behind: all of it comes back')
            with connect(port) as peer:
                peer.sendall(b'GET / HTTP/1.0\r\n\r\n')
                with contextlib.suppress(ConnectionResetError):
                    read_all(peer)
            with trust.wrap_socket(connect(port), server_hostname='front.test') as peer:
                peer.sendall(b'still there')
                tap.ok(peer.recv(20) == b'still there', 'who does not talk TLS is sent away, and nobody else')
        with proxying('1', '-c', pem, clock='virtual') as (port, _), connect(port) as peer:
            tap.ok(read_all(peer) == b'', 'who connects and says nothing is sent away when the time is over')


plain()
nobody_behind()
end()
if 'tls' in sys.argv:
    secret()
else:
    tap.skip('TLS in front', 'it was built without')
tap.done()
