"""crawl.py - the collector finds the links that are there, and stops when it is told to:  crawl.py PROGRAM [SEED]

Python's documentation, served by nginx, is crawled over http and https, and by a reference crawler made of
http.client, html.parser and urllib. A server of our own says what no good one would. The program is linked
with left.c, so an exit status of 99 is a descriptor or a child that was left.
"""
import contextlib
import gzip
import html.parser
import http.client
import os
import pty
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import tap
from authority import Authority

PROGRAM = os.path.abspath(sys.argv[1])
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
BOUND = 300  # seconds that nothing takes: a safety net


def crawl(folder, urls, *options, stderr=subprocess.PIPE):
    """(exit status, the lines, {URL: what the log says})"""
    with open(f'{folder}/list', 'w', encoding='utf-8') as file:
        file.write('# a list\n\n' + ''.join(url + '\n' for url in urls))
    output = f'{folder}/links.tsv'
    with contextlib.suppress(FileNotFoundError):
        os.remove(output)
    ran = subprocess.run([PROGRAM, '-o', output, *options, f'{folder}/list'], stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=stderr, text=True, timeout=BOUND)
    log = {}
    for line in (ran.stderr or '').splitlines():
        found = re.match(r'(\d{3}|---)  (?:\d+ B  \d+ ms|(.*))  (\S+)$', line)
        if found:
            log[found[3]] = (found[1], found[2] or '')
    if ran.returncode not in (0, 1):
        print(f'# {ran.returncode}: {(ran.stderr or "")[-300:]}'.replace('\n', '\n# '), flush=True)
    return ran.returncode, lines_of(output), log


def lines_of(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def pairs(text):
    """The lines as a set of (source, link); None if one of them is not whole."""
    if text and not text.endswith('\n'):
        return None
    found = [line.split('\t') for line in text.splitlines()]
    if not all(len(pair) == 2 and all(re.fullmatch(r'https?://[^/\s]+/\S*', url) for url in pair) for pair in found):
        return None
    return {tuple(pair) for pair in found}


# ---- The reference ----

class Page(html.parser.HTMLParser):
    KINDS = {'a': 'href', 'area': 'href', 'iframe': 'src', 'frame': 'src', 'link': 'href'}

    def __init__(self, url):
        super().__init__()
        self.base, self.links, self.has_base = url, [], False

    def handle_starttag(self, tag, attrs):
        attributes = dict(reversed(attrs))
        if tag == 'base' and attributes.get('href') and not self.has_base:
            self.base, self.has_base = urllib.parse.urljoin(self.base, attributes['href']), True
        link = attributes.get(self.KINDS.get(tag, ''))
        if link is not None:
            url = spell(urllib.parse.urljoin(self.base, link))
            if url:
                self.links.append((url, tag != 'link'))


def spell(url):
    """A URL as the collector writes it; None: not of http."""
    parts = urllib.parse.urlsplit(url.strip())
    if parts.scheme not in ('http', 'https') or not parts.netloc or '@' in parts.netloc:
        return None
    place = parts.netloc.lower().removesuffix({'http': ':80', 'https': ':443'}[parts.scheme])
    path, query = (urllib.parse.quote(part, safe="%/:;=@?!$&'()*+,~[]|^{}\\`<>\"") for part in (parts.path or '/', parts.query))
    url = urllib.parse.urlunsplit((parts.scheme, place, path, query, ''))
    return re.sub('%..', lambda escape: escape[0].upper(), url)


def refer(start):
    """All links of the site that begins at a URL."""
    origin = urllib.parse.urlsplit(start)
    connection = http.client.HTTPConnection(origin.hostname, origin.port, timeout=BOUND)
    known, waiting, found = {start}, [start], set()
    while waiting:
        url = waiting.pop()
        target = url[len(f'http://{origin.netloc}'):]
        connection.request('GET', target)
        answer = connection.getresponse()
        data = answer.read()
        links = []
        if answer.status in (301, 302):
            links = [(urllib.parse.urljoin(url, answer.getheader('Location')), True)]
        elif answer.status == 200 and answer.getheader('Content-Type', '').startswith('text/html'):
            page = Page(url)
            page.feed(data.decode('utf-8', 'replace'))
            page.close()
            links = page.links
            found.update((url, link) for link, _ in links)
        for link, follow in links:
            if follow and link not in known and urllib.parse.urlsplit(link).netloc == origin.netloc and \
                    link.startswith('http:'):
                known.add(link)
                waiting.append(link)
    return found


# ---- nginx ----

def free_ports(count):
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(('127.0.0.1', 0))) for _ in range(count)]
        return [s.getsockname()[1] for s in taken]


@contextlib.contextmanager
def nginx(folder, root, certificate):
    """Serves a folder; gives its ports for http and https."""
    program = shutil.which('nginx') or shutil.which('nginx', path='/usr/sbin')
    plain, secure = free_ports(2)
    user = 'user root;' if os.geteuid() == 0 else ''
    temporary = ''.join(f'{what}_temp_path {folder}/tmp;' for what in
                        ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
    with open(f'{folder}/nginx.conf', 'w', encoding='ascii') as file:
        file.write(f'''{user} daemon off; master_process off; pid {folder}/pid; error_log {folder}/log;
events {{}}
http {{ access_log off; include /etc/nginx/mime.types; gzip on; gzip_comp_level 1; {temporary}
  root {root}; ssl_certificate {certificate}; ssl_certificate_key {certificate};
  server {{ listen {plain}; listen [::1]:{plain}; listen {secure} ssl; listen [::1]:{secure} ssl; }} }}''')
    server = subprocess.Popen([program, '-c', f'{folder}/nginx.conf', '-e', f'{folder}/log'], stderr=subprocess.DEVNULL)
    try:
        for _ in range(1000):
            with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', plain), 5):
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(0.01)
        yield plain, secure
    finally:
        server.kill()
        server.wait()


def documentation():
    """The folder of Python's documentation, or None."""
    root = os.path.realpath('/usr/share/doc/python3-doc/html')
    return root if os.path.exists(f'{root}/index.html') else None


def difference(got, expected):
    if got is None:
        return 'a line is not whole'
    return f'{len(got)} links, {len(expected)} expected; too many:\n' + '\n'.join(map(str, sorted(got - expected)[:9])) + \
        '\nmissing:\n' + '\n'.join(map(str, sorted(expected - got)[:9]))


def compare(folder, plain, secure, authority):
    """Crawl Python's documentation; gives its links."""
    start = f'http://127.0.0.1:{plain}/index.html'
    expected = refer(start)
    code, text, log = crawl(folder, [start], '-d', '1000')
    got = pairs(text)
    tap.ok(len(expected) > 10000, f'the reference crawler finds more than ten thousand links: {len(expected)}')
    tap.ok(got == expected and code == 0, 'the collector finds the same, over http', difference(got, expected))
    tap.ok(len(text.splitlines()) == len(got or ()), 'and no link of a page twice')
    start = f'https://localhost:{secure}/index.html'
    code, text, log = crawl(folder, [start], '-d', '1000', '-c', '1')
    if 'without TLS' in log[start][1]:
        tap.skip('https', 'built without TLS')
        return expected
    tap.ok(text == '' and 'issuer certificate' in log[start][1], 'whom the system does not trust is not read', str(log))
    code, text, log = crawl(folder, [start], '-d', '1000', '-a', authority)
    got = pairs(text.replace(f'https://localhost:{secure}/', f'http://127.0.0.1:{plain}/'))
    tap.ok(got == expected and code == 0, 'and over https', difference(got, expected))
    got = pairs(crawl(folder, [start], '-d', '0', '-k')[1])
    tap.ok(got, 'unless we trust everybody')
    return expected


def several_hosts(folder, plain):
    hosts = [f'http://{name}:{plain}/about.html' for name in ('127.0.0.1', '127.0.0.2', 'LOCALHOST', '[::1]')]
    got = pairs(crawl(folder, hosts, '-d', '1')[1])
    sets = [{(source.replace(host, 'X'), link.replace(host, 'X')) for source, link in got if source.startswith(f'http://{host}')}
            for host in (f'{name}:{plain}' for name in ('127.0.0.1', '127.0.0.2', 'localhost', '[::1]'))]
    tap.ok(len(sets[0]) > 1000 and all(s == sets[0] for s in sets[1:]), 'four hosts at once, each with its own links',
           str([len(s) for s in sets]))


# ---- A stranger ----

def answer(body=b'', status='200 OK', *fields, kind='text/html', length=True):
    head = [f'HTTP/1.1 {status}', *fields]
    if kind:
        head.append(f'Content-Type: {kind}')
    if length:
        head.append(f'Content-Length: {len(body)}')
    return '\r\n'.join(head).encode('latin-1') + b'\r\n\r\n' + body


def chunked(body, size):
    pieces = [body[i:i + size] for i in range(0, len(body), size)]
    return b''.join(b'%x;x=y\r\n%s\r\n' % (len(p), p) for p in pieces) + b'0\r\nTrailer: yes\r\n\r\n'


def links(*targets):
    return ''.join(f'<p><a class=x href="{target}">x</a>' for target in targets).encode()


class Stranger:
    """A server that answers a path with bytes; it closes afterwards if they are in a list of one."""

    def __init__(self, pages):
        self.pages, self.socket = pages, socket.create_server(('127.0.0.1', 0), backlog=200)
        self.url = f'http://127.0.0.1:{self.socket.getsockname()[1]}'
        self.open = self.most = self.connections = self.requests = 0
        self.lock = threading.Lock()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            peer = self.socket.accept()[0]
            threading.Thread(target=self.one, args=(peer,), daemon=True).start()

    def one(self, peer):
        with self.lock:
            self.open, self.connections = self.open + 1, self.connections + 1
            self.most = max(self.most, self.open)
        with contextlib.suppress(OSError), peer, peer.makefile('rb') as file:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while self.exchange(peer, file):
                pass
        with self.lock:
            self.open -= 1

    def exchange(self, peer, file):
        line = file.readline().decode('latin-1').split()
        while file.readline() not in (b'\r\n', b''):
            pass
        if not line:
            return False
        self.requests += 1
        said = self.pages(line[1]) if callable(self.pages) else self.pages.get(line[1], answer(b'', '404 Not Found'))
        if said is None:
            file.read(1)                # until the other side gives up
            return False
        for piece in [said] if isinstance(said, bytes) else said:
            peer.sendall(piece)
        return isinstance(said, bytes)


def strange_site():
    page, packed = links('/x1', 'x2?a=b#c', '../x3'), gzip.compress(links('/z1', '/z2') * 3000)
    return {
        '/': answer(links('chunked', 'packed', 'both', 'members', 'slowly', 'until-close', 'early', 'untyped', 'image', 'gone',
                          'base', 'odd', 'moved', 'circle', 'far/0', 'nowhere', 'elsewhere', 'self', 'cut', 'cut-chunk', 'cut-gzip',
                          'not-gzip', 'garbage', 'nothing', 'big-head', 'sub/dir/page', 'silent')),
        '/chunked': answer(b'', '200 OK', 'Transfer-Encoding: chunked', length=False) + chunked(page, 7),
        '/packed': answer(packed, '200 OK', 'Content-Encoding: gzip'),
        '/both': answer(b'', '200 OK', 'Content-Encoding: gzip', 'Transfer-Encoding: chunked', length=False) + chunked(packed, 1),
        '/members': answer(gzip.compress(links('/m1')) + gzip.compress(links('/m2')), '200 OK', 'Content-Encoding: x-gzip'),
        '/slowly': [bytes([c]) for c in answer(page)],
        '/until-close': [answer(page, length=False)],
        '/early': answer(b'', '103 Early Hints', 'Link: </s.css>', length=False, kind=None) + answer(page),
        '/untyped': answer(page, kind=None),
        '/image': answer(b'x' * 1000000, kind='image/png'),
        '/gone': answer(links('/never'), '410 Gone'),
        '/base': answer(b'<BASE HREF="/other/"><base href="/no/">' + links('b1', '/b2', '?b3')),
        '/odd': answer('<A HREF=unquoted>x</A><a href=\'a b\'>x<a href=" /trim\n ">x<a href="?p=1&amp;q=2">x<a href="/ä">x'
                       '<a href="mailto:a@b.c">x<a href="javascript:x()">x<a href="ftp://h/f">x<a href="http://u:p@h/">x'
                       '<a href="//HOST.test/p">x<a href="http://host.test:80">x<a href="#top">x<a href="">x<a>x'
                       '<script>"<a href=script>"</script><!-- <a href=comment> --><a href="./a/../b/./c">x'
                       '<area href=area><link href=style.css rel=stylesheet><iframe src=frame></iframe><img src=image2>'
                       .encode(), kind='Text/HTML; Charset="UTF-8"'),
        '/moved': answer(b'', '301 Moved', 'Location: arrived?x=1'),
        '/arrived?x=1': answer(links('y1')),
        '/circle': answer(b'', '302 Found', 'Location: /circle2'),
        '/circle2': answer(b'', '307 Again', 'Location: /circle'),
        '/self': answer(b'', '308 Here', 'Location: /self'),
        **{f'/far/{n}': answer(b'', '303 See', f'Location: {n + 1}') for n in range(20)},
        '/nowhere': answer(b'', '301 Moved', 'Location: gopher://x/'),
        '/elsewhere': answer(b'', '301 Moved', 'Location: http://127.0.0.9:1/'),
        '/cut': [answer(page + b'x' * 99)[:-99]],
        '/cut-chunk': [(answer(b'', '200 OK', 'Transfer-Encoding: chunked', length=False) + chunked(page, 9))[:-5]],
        '/cut-gzip': answer(packed[:-20], '200 OK', 'Content-Encoding: gzip'),
        '/not-gzip': answer(page, '200 OK', 'Content-Encoding: gzip'),
        '/garbage': [b'220 mail ready\r\n'],
        '/nothing': [b''],
        '/big-head': answer(page, '200 OK', 'X: ' + 'y' * 40000),
        '/sub/dir/page': answer(links('../up', '../../../too-far', 'here', './/double')),
        '/silent': None,
    }


EXPECTED = {
    **{path: ['/x1', '/x2?a=b', '/x3'] for path in ('/chunked', '/slowly', '/until-close', '/early')},
    '/packed': ['/z1', '/z2'], '/both': ['/z1', '/z2'], '/members': ['/m1', '/m2'],
    '/base': ['/other/b1', '/b2', '/other/?b3'],
    '/odd': ['/unquoted', '/a%20b', '/trim', '/odd?p=1&q=2', '/%C3%A4', 'http://host.test/p', 'http://host.test/', '/odd', '/b/c',
             '/area', '/style.css', '/frame'],
    '/arrived?x=1': ['/y1'],
    '/sub/dir/page': ['/sub/up', '/too-far', '/sub/dir/here', '/sub/dir//double'],
}
SAID = {
    '/gone': ('410', ''), '/image': ('200', ''), '/untyped': ('200', ''), '/x1': ('404', ''),
    '/moved': ('301', '-> URL/arrived?x=1'), '/circle2': ('---', 'redirects in a circle'), '/self': ('---', 'redirects in a circle'),
    '/far/9': ('303', '-> URL/far/10'), '/far/10': ('---', 'too many redirects'), '/nowhere': ('---', 'redirects to nowhere'),
    '/elsewhere': ('301', '-> http://127.0.0.9:1/'), '/cut': ('---', 'cut short'), '/cut-chunk': ('---', 'cut short'),
    '/cut-gzip': ('---', 'cut short'), '/not-gzip': ('---', 'not gzip, though it says so'), '/garbage': ('---', 'not HTTP'),
    '/nothing': ('---', 'end of stream before all was read'), '/big-head': ('---', 'head too large'),
    '/silent': ('---', 'deadline passed'),
}


def strange(folder):
    server = Stranger(strange_site())
    code, text, log = crawl(folder, [server.url, server.url + '/#again', 'http://no.such.host.invalid/', 'ftp://x/'],
                            '-d', '2', '-t', '5', '-n', '30')
    got = pairs(text) or set()
    tap.ok(code == 0, 'a strange site is crawled to its end', text)
    for path, targets in EXPECTED.items():
        found = {link for source, link in got if source == server.url + path}
        expected = {urllib.parse.urljoin(server.url, target) for target in targets}
        tap.ok(found == expected, f'the links of {path}', difference(found, expected))
    tap.ok({source for source, _ in got} == {server.url + path for path in ['/', *EXPECTED]}, 'and no others',
           str({source for source, _ in got}))
    for path, said in SAID.items():
        expected = (said[0], said[1].replace('URL', server.url))
        tap.ok(log.get(server.url + path) == expected, f'the log on {path}: {" ".join(said)}', str(log.get(server.url + path)))
    tap.ok(log.get('http://no.such.host.invalid/', ' ')[0] == '---', 'and on a name that is nobody\'s', str(log))


def limits(folder):
    def pages(path):
        time.sleep(0.002)
        return answer(links(*[f'/{n}' for n in range(60)]) if path == '/' else links('/'))
    for together, per_host, most in [('100', '3', 3), ('2', '9', 2)]:
        server = Stranger(pages)
        code, text, log = crawl(folder, [server.url], '-c', together, '-n', per_host, '-d', '1')
        tap.ok(code == 0 and len(log) == 61, f'-c {together} -n {per_host}: 61 pages', str(log))
        tap.ok(server.most <= most, f'... over {most} connections at a time, at most', str(server.most))
        tap.ok(server.connections <= most, f'... which are kept: {server.connections}, not 61')
    impatient = Stranger(lambda path: [pages(path)])
    code, text, log = crawl(folder, [impatient.url], '-d', '1')
    tap.ok({said for said, _ in log.values()} == {'200'} and len(log) == 61,
           'a server that closes after each answer, without a word, still gives all 61', str(log))
    servers = [Stranger(pages) for _ in range(5)]
    code, text, log = crawl(folder, [s.url for s in servers], '-c', '2', '-d', '1')
    tap.ok(len(log) == 305 and all(s.most <= 2 for s in servers), 'five hosts share two connections', str(len(log)))


def redirected_start(folder):
    there = Stranger({'/': answer(links('/more')), '/more': answer(links('/end'))})
    here = Stranger({'/': answer(b'', '301 Moved', f'Location: {there.url}/')})
    got = pairs(crawl(folder, [here.url], '-d', '1')[1])
    tap.ok(got == {(there.url + '/', there.url + '/more'), (there.url + '/more', there.url + '/end')},
           'a start that moved to another host takes us there', str(got))
    got = pairs(crawl(folder, [there.url], '-d', '0')[1])
    tap.ok(got == {(there.url + '/', there.url + '/more')}, 'depth 0 stays where it was', str(got))


# ---- The file, the terminal, the end ----

def files(folder):
    server = Stranger({'/': answer(links(*[f'/{n}' for n in range(2000)]))})
    with open(f'{folder}/list', 'w', encoding='ascii') as file:
        file.write(server.url)
    path = f'{folder}/appended'
    with open(path, 'w', encoding='ascii') as file:
        file.write('http://a/\thttp://b/\nhttp://c/\tht')
    subprocess.run([PROGRAM, '-q', '-d', '0', '-o', path, f'{folder}/list'], timeout=BOUND, check=True)
    text = lines_of(path)
    tap.ok(len(pairs(text) or ()) == 2001 and text.startswith('http://a/\thttp://b/\nhttp'),
           'lines are appended, half a line of a run that was killed is cut off')
    ran = subprocess.run([PROGRAM, '-q', '-d', '0', '-o', '/dev/full', f'{folder}/list'], timeout=BOUND, stderr=subprocess.PIPE, text=True)
    tap.ok(ran.returncode == 2 and 'no space left' in ran.stderr, 'a full disk is an error of its own', ran.stderr)
    endless = Stranger(lambda path: answer(links(f'{path}x', f'{path}y')))
    with open(f'{folder}/endless', 'w', encoding='ascii') as file:
        file.write(endless.url)
    ran = subprocess.run([PROGRAM, '-q', '-d', '1000', '-o', '/dev/full', f'{folder}/endless'], timeout=BOUND, stderr=subprocess.PIPE, text=True)
    tap.ok(ran.returncode == 2 and len(ran.stderr.splitlines()) == 1, 'it ends a crawl that would have no end', ran.stderr)
    ran = subprocess.run(['sh', '-c', 'ulimit -f 40; trap "" XFSZ; exec "$@"', 'sh', PROGRAM, '-q', '-d', '0', '-o', f'{folder}/small',
                          f'{folder}/list'], timeout=BOUND, stderr=subprocess.PIPE, text=True)
    tap.ok(ran.returncode == 2 and pairs(lines_of(f'{folder}/small')) is not None,
           'a file that can grow no more ends with a whole line', ran.stderr)
    for arguments in (['-o', f'{folder}/no/where', f'{folder}/list'], [f'{folder}/no-list'], ['-a', f'{folder}/none', f'{folder}/list'],
                      ['-c', '0', f'{folder}/list'], []):
        ran = subprocess.run([PROGRAM, *arguments], timeout=BOUND, stderr=subprocess.PIPE, text=True)
        tap.ok(ran.returncode == 2 and 'crawl: ' in ran.stderr or 'usage' in ran.stderr,
               f'said at once: {" ".join(os.path.basename(a) for a in arguments) or "no arguments"}', ran.stderr)


def terminal(folder, plain):
    ours, theirs = pty.openpty()
    said = []

    def listen():
        with contextlib.suppress(OSError):
            while more := os.read(ours, 65536):
                said.append(more)
    thread = threading.Thread(target=listen)
    thread.start()
    crawl(folder, [f'http://127.0.0.1:{plain}/'], '-d', '1', stderr=theirs)
    os.close(theirs)
    thread.join()
    os.close(ours)
    text = b''.join(said).decode()
    tap.ok(re.search(r'\r\x1b\[K\d+ of \d+ pages, level \d, \d+ links', text) and '\r\x1b[K200  ' in text,
           'a terminal has a line of progress, which makes room for the log', text[:300])


def interrupted(folder, plain, expected, times):
    """SIGINT at seeded moments of a crawl."""
    chance = random.Random(SEED)
    path, start = f'{folder}/stopped', f'http://127.0.0.1:{plain}/index.html'
    with open(f'{folder}/list', 'w', encoding='ascii') as file:
        file.write(start + '\n')
    began, stopped, wrong = time.monotonic(), 0, []
    for number in range(1000):
        if number == times if times else number >= 5 and time.monotonic() - began > 6:
            break
        with contextlib.suppress(FileNotFoundError):
            os.remove(path)
        process = subprocess.Popen([PROGRAM, '-q', '-d', '1000', '-o', path, f'{folder}/list'], stderr=subprocess.PIPE, text=True)
        time.sleep(chance.uniform(0, 1) ** 2)
        process.send_signal(signal.SIGINT)
        sent = time.monotonic()
        error = process.communicate(timeout=BOUND)[1]
        code, took = process.returncode, time.monotonic() - sent
        got = pairs(lines_of(path)) if os.path.exists(path) else set()
        stopped += code == 130
        if code not in (0, 130, -signal.SIGINT) or got is None or not got <= expected:
            wrong.append(f'{number}: {code} {error}')
        if times and took > 1:
            wrong.append(f'{number}: {took:.2f} s')
    tap.ok(not wrong, f'SIGINT at {number} moments: every line is whole, and nothing is left', '\n'.join(wrong))
    tap.ok(stopped > 0, f'... and {stopped} of them in the middle of it')


def interrupted_twice(folder, plain):
    """Nobody reads what it writes, so the first SIGINT has to wait for that."""
    path = f'{folder}/fifo'
    os.mkfifo(path)
    holder = os.open(path, os.O_RDWR)
    server = Stranger({'/': answer(links(*[f'/{n}' for n in range(20000)])), '/0': None})
    with open(f'{folder}/list', 'w', encoding='ascii') as file:
        file.write(server.url)
    process = subprocess.Popen([PROGRAM, '-q', '-d', '1', '-t', '9999', '-o', path, f'{folder}/list'], stderr=subprocess.DEVNULL)
    while server.requests < 2:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(0.5)
    tap.ok(process.poll() is None, 'while its lines wait for a reader, the first SIGINT waits too')
    process.send_signal(signal.SIGINT)
    tap.ok(process.wait(BOUND) == -signal.SIGINT, 'the second one ends it at once', str(process.returncode))
    os.close(holder)


def main():
    times = int(os.environ.get('CRAWL_INTERRUPTS', '0'))
    with tempfile.TemporaryDirectory() as folder:
        strange(folder)
        limits(folder)
        redirected_start(folder)
        files(folder)
        root = documentation()
        if not root or not (shutil.which('nginx') or shutil.which('nginx', path='/usr/sbin')):
            tap.ok(os.environ.get('CI') != 'true', 'nginx and python3-doc are installed # SKIP')
        else:
            authority = Authority(folder)
            certificate = authority.sign('good', 'DNS:localhost,IP:127.0.0.1')
            with nginx(folder, root, certificate) as (plain, secure):
                expected = compare(folder, plain, secure, authority.certificate)
                several_hosts(folder, plain)
                terminal(folder, plain)
                interrupted(folder, plain, expected, times)
                interrupted_twice(folder, plain)
    tap.done()


main()
