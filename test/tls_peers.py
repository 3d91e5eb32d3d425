"""tls_peers.py - our TLS talks with others': openssl s_client, openssl s_server, Python's ssl:  tls_peers.py PROGRAM

Both versions, both roles, a lot of bytes, sessions that are resumed, certificates that will not do.
"""
import contextlib
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

import tap
from authority import Authority
from duplex import exchange

PROGRAM = sys.argv[1]
MANY = 3_000_000


def run(*words, **options):
    ran = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=60, **options)
    return ran.stdout + ran.stderr


@contextlib.contextmanager
def started(command, **options):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class PythonServer:
    """Echoes what comes, until the client says goodbye."""

    def __init__(self, pem, version):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem)
        self.context.maximum_version = version
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port, self.ends = self.listener.getsockname()[1], []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            peer = self.listener.accept()[0]
            with contextlib.suppress(OSError), self.context.wrap_socket(peer, server_side=True) as tls:
                tls.suppress_ragged_eofs = False
                while more := tls.recv(50000):
                    tls.sendall(more)
                self.ends.append('goodbye')
                tls.unwrap()


def python_servers(authority, pem):
    for version, name in ((ssl.TLSVersion.TLSv1_2, 'TLSv1.2'), (ssl.TLSVersion.TLSv1_3, 'TLSv1.3')):
        server = PythonServer(pem, version)
        said = run('connect', server.port, authority.certificate, 'good.test', MANY)
        tap.ok(said == f'{name} resumed=0 echoed={MANY}\n{name} resumed=1 echoed={MANY}\n',
               f'Python as server, {name}: three megabytes there and back, and the second time resumed', said)
        tap.ok(server.ends[:1] == ['goodbye'], f'Python as server, {name}: it hears our goodbye', str(server.ends))


def s_server(authority, pem):
    for version, name in (('-tls1_2', 'TLSv1.2'), ('-tls1_3', 'TLSv1.3')):
        command = ['openssl', 's_server', '-accept', '127.0.0.1:0', '-cert', pem, '-key', pem, '-rev', version]
        with started(command, stdin=subprocess.DEVNULL) as process:
            port = next(found[1] for line in process.stdout if (found := re.search(r'ACCEPT 127.0.0.1:(\d+)', line)))
            said = run('line', port, authority.certificate, 'good.test')
            tap.ok(said == 'enil a\n', f'openssl s_server, {name}: turns a line around', said)
            said = run('line', port, authority.certificate, 'bad.test')
            tap.ok(said == 'CERTIFICATE: hostname mismatch\n', f'openssl s_server, {name}: has another name', said)


def ask(port, authority, version, pem=None, size=MANY):
    """Python's client: the version, and how many bytes came back."""
    context = ssl.create_default_context(cafile=authority.certificate)
    context.minimum_version = context.maximum_version = version
    if pem:
        context.load_cert_chain(pem)
    with socket.create_connection(('127.0.0.1', port)) as below:
        tls = context.wrap_socket(below, server_hostname='good.test', suppress_ragged_eofs=False)
        came = len(exchange(tls, b'y' * size, size))
        version = tls.version()
        tls.unwrap()
    return version, came


def our_server(authority, stranger, pem, folder):
    anna = authority.sign('anna', 'DNS:anna.test')
    eve = stranger.sign('eve', 'DNS:eve.test')
    with started([PROGRAM, 'serve', pem, authority.certificate]) as process:
        port = int(process.stdout.readline())
        for version, name in ((ssl.TLSVersion.TLSv1_2, 'TLSv1.2'), (ssl.TLSVersion.TLSv1_3, 'TLSv1.3')):
            got = ask(port, authority, version)
            tap.ok(got == (name, MANY), f'Python as client, {name}: three megabytes there and back', str(got))
            said = process.stdout.readline()
            tap.ok(said == f'{name} resumed=0 name=good.test subject=nobody bytes={MANY} end=OK\n',
                   f'Python as client, {name}: we hear its goodbye', said)
        ask(port, authority, ssl.TLSVersion.TLSv1_3, anna, 10)
        said = process.stdout.readline()
        tap.ok('subject=CN = anna bytes=10 end=OK' in said, 'Python as client: shows its certificate', said)
        with contextlib.suppress(ssl.SSLError, ConnectionError):
            ask(port, authority, ssl.TLSVersion.TLSv1_3, eve, 10)
        said = process.stdout.readline()
        tap.ok(said == 'refused: unable to get local issuer certificate\n', 'Python as client: a stranger is refused', said)
        with contextlib.suppress(ssl.SSLError, ConnectionError):
            ask(port, stranger, ssl.TLSVersion.TLSv1_3, None, 10)
        said = process.stdout.readline()
        tap.ok(said == 'refused: tlsv1 alert unknown ca\n', 'Python as client: does not trust us', said)
        s_client(process, port, authority, folder)
        with socket.create_connection(('127.0.0.1', port)) as plain:
            plain.sendall(b'GET / HTTP/1.1\r\n\r\n')
            said = process.stdout.readline()
        tap.ok(said == 'refused: http request\n', 'somebody without TLS is refused', said)


def s_client(process, port, authority, folder):
    for version, name in (('-tls1_2', 'TLSv1.2'), ('-tls1_3', 'TLSv1.3')):
        command = ['openssl', 's_client', '-connect', f'127.0.0.1:{port}', '-servername', 'good.test', version,
                   '-verify_hostname', 'good.test', '-verify_return_error', '-CAfile', authority.certificate]
        for words, resumed in ((['-sess_out', folder + '/session'], 0), (['-sess_in', folder + '/session'], 1)):
            with started(command + words, stdin=subprocess.PIPE) as client:
                client.stdin.write('a line\n')
                client.stdin.flush()
                text = ''
                while not text.endswith('\na line\n'):
                    more = client.stdout.readline()
                    text += more
                    if not more:
                        break
                client.stdin.write('Q\n')
                client.stdin.close()
                client.wait()
            reused = ('Reused, ' if resumed else 'New, ') + name
            tap.ok(reused in text and 'Verify return code: 0 (ok)' in text,
                   f'openssl s_client, {name}: {"goes on with its session" if resumed else "verifies us"}', text)
            said = process.stdout.readline()
            tap.ok(re.match(fr'{name} resumed={resumed} name=\S* subject=nobody bytes=7 end=', said),
                   f'openssl s_client, {name}: gets its line back', said)


def main():
    with tempfile.TemporaryDirectory() as folder:
        authority, stranger = Authority(folder), Authority(folder, 'stranger')
        pem = authority.sign('good', 'DNS:good.test,IP:127.0.0.1')
        python_servers(authority, pem)
        s_server(authority, pem)
        our_server(authority, stranger, pem, folder)
    tap.done()


if __name__ == '__main__':
    main()
