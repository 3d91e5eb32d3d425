"""serve.py - the file server says what RFC 9110 asks of it, to good clients and bad ones:  serve.py PROGRAM

Its clients are curl, Python's http.client, and sockets that say what no client would. Where a deadline
matters the server runs on the virtual clock, on which nobody waits.
"""
import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.parse

import tap

PROGRAM = os.path.abspath(sys.argv[1])
BIG = bytes(i * 7 % 251 for i in range(3_000_000))


@contextlib.contextmanager
def serving(root, *options, **environment):
    """A server of a folder; gives (its port, its process)."""
    process = subprocess.Popen([PROGRAM, '-p', '0', *options, root], stdout=subprocess.PIPE, text=True,
                               env={**os.environ, **environment})
    try:
        yield int(re.search(r':(\d+)/', process.stdout.readline())[1]), process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def make_tree(root):
    os.makedirs(f'{root}/sub/deeper')
    os.makedirs(f'{root}/indexed')
    for name, data in [('a.txt', b'hello\n'), ('empty', b''), ('big.bin', BIG), ('page.html', b'<p>hi</p>'),
                       ('odd <&"% name.txt', b'odd'), ('sub/b.css', b'p{}'), ('indexed/index.html', b'<h1>index</h1>'),
                       ('.hidden', b'x')]:
        with open(f'{root}/{name}', 'wb') as file:
            file.write(data)
    os.symlink('/etc/passwd', f'{root}/out')
    os.symlink('..', f'{root}/sub/up')
    os.symlink('a.txt', f'{root}/in')
    os.mkfifo(f'{root}/fifo')
    for name in ['borrowed', 'sub/locked']:
        os.mkdir(f'{root}/{name}')
    os.symlink('../page.html', f'{root}/borrowed/index.html')
    os.symlink('/etc/passwd', f'{root}/sub/locked/index.html')


class Client:
    def __init__(self, port):
        self.connection = http.client.HTTPConnection('127.0.0.1', port, timeout=60)

    def ask(self, method, target, body=None, **fields):
        self.connection.request(method, target, body, {k.replace('_', '-'): v for k, v in fields.items()})
        answer = self.connection.getresponse()
        answer.data = answer.read()
        return answer


def raw(port, data, end=True):
    """Everything that a server answers to these bytes."""
    with socket.create_connection(('127.0.0.1', port), timeout=60) as peer:
        peer.sendall(data)
        if end:
            peer.shutdown(socket.SHUT_WR)
        got = b''
        with contextlib.suppress(ConnectionResetError):
            while more := peer.recv(65536):
                got += more
    return got.decode('latin-1')


def in_two(port, first, second):
    """The answers to two pieces, of which the second follows the first answer."""
    with socket.create_connection(('127.0.0.1', port), timeout=60) as peer:
        peer.sendall(first)
        got = b''
        while b'hello' not in got and (more := peer.recv(65536)):
            got += more
        peer.sendall(second)
        peer.shutdown(socket.SHUT_WR)
        while more := peer.recv(65536):
            got += more
    return got.decode('latin-1')


def statuses(text):
    return [int(s) for s in re.findall(r'HTTP/1\.1 (\d+) [A-Z]', text)]


def test_files(port):
    client = Client(port)
    got = client.ask('GET', '/a.txt')
    tap.ok((got.status, got.data, got.getheader('Content-Type')) == (200, b'hello\n', 'text/plain; charset=utf-8'),
           'a file comes with its type', f'{got.status} {got.data} {got.getheaders()}')
    same = client.connection.sock
    tap.ok(client.ask('GET', '/big.bin').data == BIG, 'a long file comes whole')
    tap.ok(client.ask('GET', '/empty').data == b'', 'an empty one comes empty')
    head = client.ask('HEAD', '/big.bin')
    tap.ok(head.data == b'' and head.getheader('Content-Length') == str(len(BIG)), 'HEAD tells the length and sends nothing')
    tap.ok(client.connection.sock is same, 'all of that over one connection')
    tap.ok(client.ask('GET', '/nope').status == 404, 'what is not there is 404')
    tap.ok(client.ask('GET', '/a.txt/').status == 404, 'a file is not a directory')
    tap.ok(client.ask('GET', '/fifo').status == 404, 'a pipe is not a file')
    tap.ok(client.ask('GET', '/in').data == b'hello\n', 'a link inside the root is followed')
    tap.ok(client.ask('GET', '/a.txt?x=1').status == 200, 'a query does not matter')
    got = client.ask('DELETE', '/a.txt')
    tap.ok(got.status == 405 and client.connection.sock, 'what is not allowed and has no body leaves the connection open')
    got = client.ask('POST', '/a.txt', body=b'x' * 100000)
    tap.ok(got.status == 405 and got.getheader('Allow') == 'GET, HEAD', 'POST is not allowed, and the answer says what is')


def test_conditions(port, root):
    client = Client(port)
    got = client.ask('GET', '/a.txt')
    tag, date = got.getheader('ETag'), got.getheader('Last-Modified')
    os.utime(f'{root}/a.txt', ns=(0, os.stat(f'{root}/a.txt').st_mtime_ns // 10**9 * 10**9 + 1))
    os.utime(f'{root}/.hidden', ns=(0, os.stat(f'{root}/a.txt').st_mtime_ns + 1))
    tag, later = client.ask('GET', '/a.txt').getheader('ETag'), client.ask('GET', '/.hidden').getheader('ETag')
    tap.ok(tag.split('-')[0] != later.split('-')[0], 'a file that changes within a second has another tag', f'{tag} {later}')
    for name, fields, status in [
            ('the same tag', {'If_None_Match': tag}, 304),
            ('the same tag among others', {'If_None_Match': f'"x", W/{tag}'}, 304),
            ('another tag', {'If_None_Match': '"x"'}, 200),
            ('not modified since', {'If_Modified_Since': date}, 304),
            ('modified since', {'If_Modified_Since': 'Sun, 06 Nov 1994 08:49:37 GMT'}, 200),
            ('a date that is none', {'If_Modified_Since': 'yesterday'}, 200),
            ('only if that tag', {'If_Match': tag}, 200),
            ('only if another tag', {'If_Match': '"x"'}, 412),
            ('only if unmodified since 1994', {'If_Unmodified_Since': 'Sunday, 06-Nov-94 08:49:37 GMT'}, 412)]:
        got = client.ask('GET', '/a.txt', **fields)
        tap.ok(got.status == status, f'{name}: {status}', f'{got.status}')


def test_ranges(port):
    client = Client(port)
    tag = client.ask('GET', '/big.bin').getheader('ETag')
    for asked, first, last in [('0-0', 0, 0), ('100-200099', 100, 200099), ('2999990-', 2999990, 2999999),
                               ('-5', 2999995, 2999999), ('2999999-9999999', 2999999, 2999999)]:
        got = client.ask('GET', '/big.bin', Range=f'bytes={asked}')
        tap.ok((got.status, got.data, got.getheader('Content-Range')) ==
               (206, BIG[first:last + 1], f'bytes {first}-{last}/{len(BIG)}'), f'bytes {asked} are sent, and named',
               f'{got.status} {len(got.data)} {got.getheader("Content-Range")}')
    got = client.ask('GET', '/big.bin', Range='bytes=3000000-')
    tap.ok((got.status, got.getheader('Content-Range')) == (416, 'bytes */3000000'), 'beyond the end there is nothing')
    for name, fields in [('several parts', {'Range': 'bytes=0-1,5-6'}), ('another unit', {'Range': 'lines=1-2'}),
                         ('backwards', {'Range': 'bytes=9-1'}),
                         ('of another version', {'Range': 'bytes=0-1', 'If_Range': '"other"'})]:
        tap.ok(client.ask('GET', '/big.bin', **fields).status == 200, f'a range {name} gets everything')
    got = client.ask('GET', '/big.bin', Range='bytes=0-1', If_Range=tag)
    tap.ok(got.status == 206, 'a range of this version is sent')
    done = subprocess.run(['curl', '-s', '-r', '1000-1999', f'http://127.0.0.1:{port}/big.bin'], capture_output=True)
    tap.ok(done.stdout == BIG[1000:2000], 'curl -r gets its part')


def test_directories(port, root):
    client = Client(port)
    page = client.ask('GET', '/').data.decode()
    links = re.findall(r'href="([^"]*)"', page)
    files = {urllib.parse.unquote(link) for link in links}
    tap.ok({'./a.txt', './sub/', './odd <&"% name.txt'} <= files, 'a directory lists its files', page)
    tap.ok('./.hidden' not in files, 'but not the hidden ones')
    got = [client.ask('GET', '/' + link.removeprefix('./')).status for link in links if 'fifo' not in link and 'out' not in link]
    tap.ok(set(got) <= {200}, 'every link of the page leads somewhere', str(got))
    tap.ok('odd &lt;&amp;&quot;% name.txt' in page, 'names are written as HTML')
    got = client.ask('GET', '/sub/deeper')
    tap.ok((got.status, got.getheader('Location')) == (301, '/sub/deeper/'), 'a directory without its slash is elsewhere')
    path = '/'.join(['\u00fc' * 100] * 8)
    os.makedirs(f'{root}/{path}')
    got = client.ask('GET', '/' + urllib.parse.quote(path))
    tap.ok((got.status, got.getheader('Location')) == (301, f'/{urllib.parse.quote(path)}/'), 'also one with a long name',
           f'{got.status} {len(got.getheader("Location"))}')
    tap.ok(client.ask('GET', '/indexed/').data == b'<h1>index</h1>', 'an index is shown in place of the list')
    tap.ok(client.ask('GET', '/borrowed/').data == b'<p>hi</p>', 'also one that is a link to elsewhere inside the root')
    got = client.ask('GET', '/sub/locked/')
    tap.ok(got.status == 404 and b'<li>' not in got.data, 'an index that cannot be shown does not show the list', str(got.data))


def test_the_way_out(port):
    for target in ['/../a.txt', '/..%2fa.txt', '/%2e%2e/%2e%2e/etc/passwd', '/sub/../../a.txt', '/sub/up/../../../a.txt',
                   '/a%00.txt', '/%zz', '/a.txt%', 'a.txt', '*', '/' + 'x/' * 4000]:
        answer = raw(port, f'GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'.encode())
        tap.ok(statuses(answer) in ([400], [404], [431]), f'{target[:40]} leads nowhere', answer[:300])
    answer = raw(port, b'GET /out HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    tap.ok(statuses(answer) == [404] and 'root:' not in answer, 'a link out of the root is not followed', answer[:200])
    answer = raw(port, b'GET /sub/up/a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    tap.ok(statuses(answer) == [200], 'a link that stays inside is', answer[:200])
    answer = raw(port, b'GET /sub/./../%61.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    tap.ok(statuses(answer) == [200], 'dots that stay inside are fine', answer[:200])


def test_odd_requests(port):
    get = b'GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n'
    tap.ok(statuses(raw(port, get * 50)) == [200] * 50, 'fifty requests in one piece get fifty answers')
    with_body = b'GET /a.txt HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
    tap.ok(statuses(raw(port, with_body + get)) == [200, 200], 'a body that nobody wants is skipped')
    inner = b'GET /page.html HTTP/1.1\r\nHost: x\r\n\r\n'
    for name, fields, body in [('a length', b'Content-Length: %d' % len(inner), inner),
                               ('chunks', b'Transfer-Encoding: chunked', b'%x\r\n%s\r\n0\r\n\r\n' % (len(inner), inner))]:
        answer = in_two(port, b'GET /a.txt HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n' % fields, body + get)
        tap.ok(statuses(answer) == [200, 200] and '<p>hi</p>' not in answer,
               f'a body with {name} that comes after the answer is no request', answer)
    answer = raw(port, b'GET http://x/a.txt HTTP/1.1\r\nHost: x\r\n\r\nGET http://x?a HTTP/1.1\r\nHost: x\r\n\r\n')
    tap.ok(statuses(answer) == [200, 200] and 'hello' in answer, 'a target may be a whole URL', answer)
    for name, data, status in [
            ('not HTTP', b'hello\r\n\r\n', 400),
            ('no Host', b'GET / HTTP/1.1\r\n\r\n', 400),
            ('two Hosts', b'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n', 400),
            ('two lengths', b'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400),
            ('a length and chunks', b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400),
            ('HTTP/2', b'GET / HTTP/2.0\r\nHost: x\r\n\r\n', 505),
            ('101 fields', b'GET / HTTP/1.1\r\n' + b'A: b\r\n' * 101 + b'\r\n', 431),
            ('a field of 10 KB, in one piece', b'GET / HTTP/1.1\r\nHost: x\r\nA: ' + b'x' * 10000 + b'\r\n\r\n', 431),
            ('a field of 20 KB', b'GET / HTTP/1.1\r\nA: ' + b'x' * 20000 + b'\r\n\r\n', 431)]:
        answer = raw(port, data)
        tap.ok(statuses(answer) == [status], f'{name}: {status}', answer[:300])
    tap.ok(raw(port, b'') == '', 'who says nothing is told nothing')
    answer = raw(port, b'GET /a.txt HTTP/1.0\r\n\r\n')
    tap.ok(statuses(answer) == [200] and 'Connection: close' in answer, 'HTTP/1.0 gets its file, and the end', answer)
    answer = raw(port, b'GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
    tap.ok(statuses(answer) == [200], 'an offer to upgrade is let pass', answer)


def test_deadlines(root):
    with serving(root, COIR_CLOCK='virtual') as (port, _):
        # It may be that the deadline of a silent client passes before our bytes are there: then once more.
        answers = (raw(port, b'GET /a.txt HTTP/1.1\r\nHos', end=False) for _ in range(1000))
        answer = next((a for a in answers if a), '')
        tap.ok(statuses(answer) == [408], 'half a head, and silence: 408', answer)
        tap.ok(raw(port, b'', end=False) == '', 'only silence: closed without a word')


def test_many(root):
    with serving(root, '-c', '64') as (port, process):
        one = Client(port)
        one.ask('GET', '/a.txt')
        before = len(os.listdir(f'/proc/{process.pid}/fd'))
        clients = [Client(port) for _ in range(50)]
        for client in clients:
            client.connection.request('GET', '/big.bin')
        answers = [client.connection.getresponse().read() for client in clients]
        tap.ok(all(a == BIG for a in answers), 'fifty clients who read late get all of it')
        gone = [socket.create_connection(('127.0.0.1', port)) for _ in range(10)]
        for peer in gone:
            peer.sendall(b'GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n')
            peer.close()
        for client in clients:
            client.connection.close()
        while len(os.listdir(f'/proc/{process.pid}/fd')) > before:
            one.ask('GET', '/a.txt')
        tap.ok(True, 'no descriptor is left of those who went away')


def test_stopping(root):
    with serving(root) as (port, process):
        idle = Client(port)
        idle.ask('GET', '/a.txt')
        slow = Client(port)
        slow.connection.request('GET', '/big.bin')
        process.send_signal(signal.SIGTERM)
        tap.ok(idle.connection.sock.recv(1) == b'', 'when it is to stop, who waits for a request is let go')
        tap.ok(slow.connection.getresponse().read() == BIG, 'who waits for an answer gets it')
        tap.ok(process.wait(timeout=60) == 0, 'and then it has ended well')


def test_browser(root):
    browser = shutil.which('chromium')
    if not browser:
        tap.skip('a browser shows a page', 'no chromium here')
        return
    with open(f'{root}/app.html', 'w', encoding='utf-8') as file:
        file.write('<!doctype html><link rel=stylesheet href=sub/b.css><body><script src=app.js></script>')
    with open(f'{root}/app.js', 'w', encoding='utf-8') as file:
        file.write('fetch("a.txt").then(a => a.text()).then(t => document.body.append("fetched " + t))')
    with serving(root) as (port, _), tempfile.TemporaryDirectory() as profile:
        done = subprocess.run([browser, '--headless', '--no-sandbox', '--disable-gpu', f'--user-data-dir={profile}',
                               '--virtual-time-budget=10000', '--dump-dom', f'http://127.0.0.1:{port}/app.html'],
                              capture_output=True, text=True, timeout=100)
        tap.ok('fetched hello' in done.stdout, 'a browser shows a page, with its script', done.stdout + done.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        root = f'{folder}/root'
        make_tree(root)
        with open(f'{folder}/a.txt', 'w', encoding='utf-8') as file:
            file.write('outside')
        with serving(root) as (port, process):
            test_conditions(port, root)
            test_directories(port, root)
            for test in [test_files, test_ranges, test_the_way_out, test_odd_requests]:
                test(port)
            tap.ok(process.poll() is None, 'the server is still there')
        test_deadlines(root)
        test_many(root)
        test_stopping(root)
        test_browser(root)
    tap.done()


if __name__ == '__main__':
    main()
