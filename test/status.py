"""status.py - the website checker tells the truth about real servers, good ones and bad ones:  status.py PROGRAM

nginx, python3 -m http.server, the program's own server, and sockets that misbehave in every way that a
checker meets. Deadlines are real here, and short; nothing else is measured.
"""
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

import tap
from authority import Authority

PROGRAM = os.path.abspath(sys.argv[1])


def status(*arguments, **options):
    """(exit status, {URL: what the table says}, the whole text)."""
    options.setdefault('stdin', subprocess.DEVNULL)
    if 'input' in options:
        del options['stdin']
    ran = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60, **options)
    lines = re.findall(r'^  (---|\d{3})  (.*?) +(?:(\d+) B)? +\d+ ms  (\S+)$', ran.stdout, re.M)
    table = {url: (code, said, int(size or 0)) for code, said, size, url in lines}
    return ran.returncode, table, ran.stdout + ran.stderr


class Odd:
    """A server that answers each connection with what `act` does with the socket."""

    def __init__(self, act):
        self.act, self.socket = act, socket.create_server(('127.0.0.1', 0))
        self.url = f'http://127.0.0.1:{self.socket.getsockname()[1]}/'
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            peer = self.socket.accept()[0]
            threading.Thread(target=self.one, args=(peer,), daemon=True).start()

    def one(self, peer):
        with contextlib.suppress(OSError), peer:
            self.act(peer)


def ask(peer):
    """Read the request to its end."""
    got = b''
    while b'\r\n\r\n' not in got:
        more = peer.recv(4096)
        if not more:
            break
        got += more
    return got


def says(*pieces):
    """An act: read the request, send the pieces one by one, close."""
    def act(peer):
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ask(peer)
        for piece in pieces:
            peer.sendall(piece)
    return act


def silent(peer):
    ask(peer)
    peer.recv(1)                            # until the checker gives up


def reset(peer):
    ask(peer)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')


def own_server():
    code, table, text = status()
    held = re.findall(r'held open at once: (\d+)', text)
    tap.ok(code == 0, 'without arguments: its own server, and everything comes out as it should', text)
    tap.ok(held == ['1', '10'], 'the server held 1 request open, and then all 10', text)
    tap.ok(len(re.findall(r'^  \d{3}  ', text, re.M)) == 20, 'twenty pages were answered', text)
    faults = sorted(said for code, said, _ in table.values() if code == '---')
    tap.ok(faults == ['closed too early', 'connection refused', 'no answer in time', 'not an HTTP answer',
                      'unknown host'], 'five faults have their five lines', str(faults))


def odd_servers():
    body = b'x' * 5000
    head = b'HTTP/1.1 200 OK\r\n'
    whole = head + b'Content-Length: 5000\r\n\r\n' + body
    chunks = head + b'transfer-encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n'
    cases = [
        ('a plain answer', says(whole), ('200', 'OK', 5000)),
        ('byte by byte', says(*[bytes([b]) for b in chunks]), ('200', 'OK', 15)),
        ('until the end', says(head + b'\r\n' + body), ('200', 'OK', 5000)),
        ('HTTP/1.0, no reason, bare newlines', says(b'HTTP/1.0 404\n\nabc'), ('404', '', 3)),
        ('a hint before the answer', says(b'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n', whole), ('200', 'OK', 5000)),
        ('no body where none belongs', says(b'HTTP/1.1 204 No Content\r\n\r\n'), ('204', 'No Content', 0)),
        ('silence', silent, ('---', 'no answer in time', 0)),
        ('silence after the head', lambda p: (says(head)(p), p.recv(1)), ('---', 'no answer in time', 0)),
        ('closed without a word', says(), ('---', 'closed too early', 0)),
        ('closed in the status line', says(b'HTTP/1.1 20'), ('---', 'not an HTTP answer', 0)),
        ('closed in the head', says(head + b'Server: x\r\n'), ('---', 'closed too early', 0)),
        ('closed in the body', says(whole[:-1]), ('---', 'closed too early', 0)),
        ('closed in a chunk', says(chunks[:60]), ('---', 'closed too early', 0)),
        ('reset', reset, ('---', 'connection reset by peer', 0)),
        ('another protocol', says(b'SSH-2.0-OpenSSH_9\r\n'), ('---', 'not an HTTP answer', 0)),
        ('noise', says(bytes(range(1, 256)) * 3 + b'\n'), ('---', 'not an HTTP answer', 0)),
        ('an endless first line', says(b'H' * 100000), ('---', 'line too long for HTTP', 0)),
        ('a wrong length', says(head + b'Content-Length: many\r\n\r\n'), ('---', 'not an HTTP answer', 0)),
        ('a wrong chunk', says(head + b'Transfer-Encoding: chunked\r\n\r\nxyz\r\n'), ('---', 'not an HTTP answer', 0)),
    ]
    servers = [Odd(act) for _, act, _ in cases]
    code, table, text = status('-t', '2', *[s.url for s in servers])
    for (name, _, expected), server in zip(cases, servers):
        tap.ok(table.get(server.url) == expected, f'{name}: {" ".join(map(str, expected))}', text)
    failed = sum(expected[0] == '---' for _, _, expected in cases)
    tap.ok(code == failed, f'the exit status is {failed}, the number of those without an answer', f'{code}\n{text}')


def urls():
    with socket.create_server(('127.0.0.1', 0)) as taken:
        closed = taken.getsockname()[1]
    good = Odd(says(b'HTTP/1.1 200 OK\r\n\r\n'))
    port = good.url.split(':')[2]
    cases = {
        f'http://127.0.0.1:{closed}/': '---', 'http://no.such.host/': '---', 'https://localhost/': '---',
        'ftp://localhost/': '---', 'http://': '---', 'http://:80/': '---', 'http://127.0.0.1:0/': '---',
        'http://127.0.0.1:80x/': '---', 'http://127.0.0.1:99999/': '---', 'http://[::1': '---',
        f'http://localhost:{port}': '200', f'127.0.0.1:{port}/a?b=c#d': '200', f'http://127.0.0.1:{port}?q': '200',
    }
    code, table, text = status(*cases)
    for url, expected in cases.items():
        tap.ok(table.get(url, ' ')[0] == expected, f'{url.replace(port, "PORT").replace(str(closed), "CLOSED")}: {expected}', text)
    tap.ok(code == 10, 'ten of them failed', text)
    code, table, text = status(input=f'# a list\n\n{good.url}\n  \n{good.url}two # more\nhttp://no.such.host/\n')
    tap.ok(code == 1 and len(table) == 3, 'a list of URLs on standard input', text)
    code, table, text = status(*[good.url + str(n) for n in range(500)])
    tap.ok(code == 0 and len(table) == 500, 'five hundred URLs, a hundred at a time', text[-500:])


def python_server(folder):
    server = subprocess.Popen([sys.executable, '-u', '-m', 'http.server', '0', '--bind', '127.0.0.1', '-d', folder],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        port = re.search(r'port (\d+)', server.stdout.readline())[1]
        site(f'http://127.0.0.1:{port}', 'python3 -m http.server')
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def free_ports(count):
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(('127.0.0.1', 0))) for _ in range(count)]
        return [s.getsockname()[1] for s in taken]


def nginx(folder):
    program = shutil.which('nginx') or shutil.which('nginx', path='/usr/sbin')
    if not program:
        if os.environ.get('CI') == 'true':
            tap.ok(False, 'nginx is installed')
        else:
            tap.skip('nginx', 'not installed')
        return
    port, secure, strange = free_ports(3)
    authority = Authority(folder)
    good, bad = authority.sign('good', 'DNS:localhost,IP:127.0.0.1'), authority.sign('bad', 'DNS:other.test')
    user = 'user root;' if os.geteuid() == 0 else ''
    temporary = ''.join(f'{what}_temp_path {folder}/tmp;' for what in
                        ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
    with open(f'{folder}/nginx.conf', 'w', encoding='ascii') as file:
        file.write(f'''{user} daemon off; master_process off; pid {folder}/pid; error_log {folder}/log;
events {{}}
http {{ access_log off; {temporary}
  server {{ listen 127.0.0.1:{port}; root {folder};
    location = /moved {{ return 301 /; }}
    location = /teapot {{ return 418 "short and stout"; }} }}
  server {{ listen 127.0.0.1:{secure} ssl; root {folder}; ssl_certificate {good}; ssl_certificate_key {good}; }}
  server {{ listen 127.0.0.1:{strange} ssl; root {folder}; ssl_certificate {bad}; ssl_certificate_key {bad}; }} }}''')
    server = subprocess.Popen([program, '-c', f'{folder}/nginx.conf', '-e', f'{folder}/log'],
                              stderr=subprocess.DEVNULL)
    try:
        for _ in range(1000):
            with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port), 5):
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(0.01)
        site(f'http://127.0.0.1:{port}', 'nginx')
        _, table, text = status(f'http://127.0.0.1:{port}/moved', f'http://127.0.0.1:{port}/teapot')
        tap.ok(sorted(v[0] for v in table.values()) == ['301', '418'], 'nginx: a redirect and an odd code', text)
        https(port, secure, strange, authority.certificate)
    finally:
        server.kill()
        server.wait()


def https(plain, secure, strange, authority):
    if 'built without OpenSSL' in status(f'https://localhost:{secure}/')[2]:
        tap.skip('https', 'built without OpenSSL')
        return
    site(f'https://localhost:{secure}', 'nginx with TLS', '-c', authority)
    site(f'https://127.0.0.1:{secure}', 'nginx with TLS, by its address', '-c', authority)
    cases = {f'https://127.0.0.1:{strange}/': 'IP address mismatch', f'https://localhost:{strange}/': 'hostname mismatch',
             f'https://localhost:{plain}/': 'TLS failed', f'http://localhost:{secure}/': 'Bad Request'}
    code, table, text = status('-t', '9', '-c', authority, *cases)
    for url, said in cases.items():
        tap.ok(table.get(url, '  ')[1] == said, f'{url[:5]} where it does not fit: {said}', text)
    code, table, text = status(f'https://localhost:{secure}/')
    said = 'unable to get local issuer certificate'
    tap.ok(said in text and code == 1, f'the system does not know our authority: {said}', text)
    code, table, text = status('-c', '/nowhere', f'https://localhost:{secure}/')
    tap.ok(code == 101 and 'no authorities in /nowhere' in text, 'a file of authorities that is not there', text)


def site(base, name, *options):
    """The folder, served by somebody: an index, a big file, a missing one."""
    code, table, text = status(*options, base, base + '/big', base + '/missing')
    tap.ok(table.get(base, ' ')[::2] == ('200', 6), f'{name}: the index', text)
    tap.ok(table.get(base + '/big', ' ')[::2] == ('200', 3000000), f'{name}: three megabytes', text)
    tap.ok(table.get(base + '/missing', ' ')[0] == '404', f'{name}: what is missing is 404', text)
    tap.ok(code == 0, f'{name}: all are answers', text)


def main():
    own_server()
    odd_servers()
    urls()
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f'{folder}/tmp')
        for name, content in (('index.html', b'hello\n'), ('big', b'x' * 3000000)):
            with open(f'{folder}/{name}', 'wb') as file:
                file.write(content)
        os.chmod(folder, 0o755)
        python_server(folder)
        nginx(folder)
    tap.done()


if __name__ == '__main__':
    main()
