#!/usr/bin/env python3
"""net.py - put Coir beside other servers: what a request costs, and an idle connection.

    bench/net.py [--rounds N] [--only SERVER,...] [WORKLOAD ...]
    bench/net.py connections [COUNT]     hold 100,000 connections, or so many

Builds the servers of bench/net/ into build/bench/net/, runs them in turn for each workload, all again
in each round, and prints the least, in brackets the ratio to the server by hand, and how the targets were
met; writes build/net.json. A peer that is not here is left out with a note. README.md says what the
workloads are. SPDX-License-Identifier: MIT
"""
import argparse
import glob
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from run import CRATES, GCC, ROOT, cell, figure, row_text, why_not, write_crate

OUT = "build/bench/net"
COIR = ["-DNDEBUG", "-Iinclude"]
LIBRARY = ["lib/*.c", "lib/port/*.c", "lib/io/*.c", "-pthread"]
LLHTTP = "/usr/share/llhttp"
HTTP = ["-Idemos", "-I/usr/share/include", "-I/usr/share/include/llhttp", "demos/serve/*.c",
        "demos/http/message.c", "demos/http/text.c", LLHTTP + "/*.c"]

# name: how it is compiled (None: a script), a header or file that has to be there
PROGRAMS = {
    "load": (GCC + ["bench/net/load.c"], None),
    "idle": (GCC + ["bench/net/idle.c"], None),
    "epoll": (GCC + ["bench/net/echo_epoll.c"], None),
    "coir": (GCC + COIR + ["bench/net/echo_coir.c"] + LIBRARY, None),
    "libev": (GCC + ["bench/net/echo_libev.c", "-lev"], "ev.h"),
    "libuv": (GCC + ["bench/net/echo_libuv.c", "-luv"], "uv.h"),
    "tokio": (["cargo", "build", "--release", "--offline", "--quiet"], CRATES + "/tokio-1.24.2/Cargo.toml"),
    "go": (["go", "build", "-o", f"{OUT}/go", "bench/net/echo.go"], None),
    "http_epoll": (GCC + ["bench/net/http_epoll.c"], None),
    "serve": (GCC + COIR + HTTP + LIBRARY, LLHTTP + "/llhttp.c"),
}
PYTHON = "/usr/bin/python3"  # uvloop is Debian's package for this one
ECHO = {
    "limit": [f"{OUT}/epoll"],
    "coir": [f"{OUT}/coir"],
    "libev": [f"{OUT}/libev"],
    "libuv": [f"{OUT}/libuv"],
    "tokio": [f"{OUT}/crate/target/release/tokio"],
    "go": [f"{OUT}/go"],
    "uvloop": [PYTHON, "bench/net/echo.py", "uvloop"],
    "asyncio": [PYTHON, "bench/net/echo.py"],
}
HTTP_SERVERS = ("limit", "coir", "nginx")
IDLE = dict(ECHO, coir_lean=[f"{OUT}/coir", "lean"])

WORKLOADS = {
    "N1_1": "echo 64 B, 1 connection",
    "N1_100": "echo 64 B, 100 connections",
    "N1_1000": "echo 64 B, 1000 connections",
    "N2_hello": "HTTP, a file of 12 bytes",
    "N2_10k": "HTTP, a file of 10 KB",
    "N3": "bytes per idle connection, of 10,000",
}
REQUESTS = 50_000  # per run of N1; a fifth of it for Python
FILES = {"N2_hello": ("hello.txt", 12), "N2_10k": ("10k.txt", 10_240)}
IDLE_CONNECTIONS = 10_000

# workload, what, against what (None: a plain number), at most
TARGETS = [
    ("N1_100", "coir", "limit", 1.05),
    ("N1_1000", "coir", "limit", 1.05),
    ("N1_100 calls", "coir", None, 2.1),
    ("N1_1000 calls", "coir", None, 2.1),
    ("N2_hello", "coir", "nginx", 1.0),
    ("N2_10k", "coir", "nginx", 1.0),
    ("N3", "coir_lean", None, 400),
    ("N3 malloc", "coir_lean", None, 400),
]

# ---- Building ----


def compile_one(name, command):
    words = [w for word in command for w in (sorted(glob.glob(word)) or [word])]
    where = None
    if name == "tokio":
        write_crate(OUT, "../../../../bench/net/echo.rs", '"rt", "net", "io-util"')
        where = f"{OUT}/crate"
    elif name != "go":
        words[-1:] = [words[-1], "-o", f"{OUT}/{name}"]
    if subprocess.run(words, cwd=where).returncode:
        sys.exit(f"{name} does not compile")


def build():
    """Returns what there is."""
    os.makedirs(OUT, exist_ok=True)
    there = set()
    for name, (command, header) in PROGRAMS.items():
        reason = why_not(command, header)
        if reason:
            print(f"{name} is left out: {reason}")
        else:
            compile_one(name, command)
            there.add({"epoll": "limit"}.get(name, name))
    if os.path.exists(PYTHON):
        there.add("asyncio")
        if subprocess.run([PYTHON, "-c", "import uvloop"], stderr=subprocess.DEVNULL).returncode == 0:
            there.add("uvloop")
        else:
            print("uvloop is left out: no python3-uvloop")
    if "coir" in there:
        there.add("coir_lean")
    return there


# ---- Servers ----


class Server:
    """A process that prints its port. It shares a processor with those who ask."""

    def __init__(self, command, ready=r"(?:.*:)?(\d+)/?$"):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pid = self.process.pid
        self.port = int(re.match(ready, self.process.stdout.readline().strip()).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def tell(self):
        """How many bytes malloc has given out; the lean one only."""
        self.process.stdin.write("?\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


class Nginx:
    """One worker, without a log, and without sendfile, which is slower for small files."""

    def __init__(self, folder):
        self.folder, self.port = tempfile.mkdtemp(), free_port()
        with open(f"{self.folder}/nginx.conf", "w") as file:
            file.write(f"""daemon off; pid {self.folder}/pid; error_log stderr crit; worker_processes 1;
user {os.environ.get("USER", "root")};
events {{ worker_connections 4096; }}
http {{ include /etc/nginx/mime.types; access_log off; sendfile off;
keepalive_requests 1000000000; client_body_temp_path {self.folder};
server {{ listen 127.0.0.1:{self.port}; root {folder}; }} }}
""")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", self.folder, "-c",
                                         f"{self.folder}/nginx.conf"], stderr=subprocess.DEVNULL)
        self.pid = self.wait_for_worker()

    def wait_for_worker(self):
        for _ in range(500):
            time.sleep(0.02)
            with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as file:
                children = file.read().split()
            if children:
                time.sleep(0.2)
                return int(children[0])
        sys.exit("nginx does not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        shutil.rmtree(self.folder)


def free_port():
    import socket
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def cpu_of(pid):
    """Seconds of user and system time of a process, by its own clock."""
    return time.clock_gettime((~pid << 3) | 2)


# ---- Measuring ----


def ask_echo(name, workload):
    """CPU time in ns and system calls per request."""
    connections = int(workload.split("_")[1])
    requests = REQUESTS // 5 if name in ("asyncio", "uvloop") else REQUESTS
    with Server(ECHO[name]) as server:
        done = subprocess.run([f"{OUT}/load", str(server.pid), str(server.port), str(connections),
                               str(requests)], text=True, stdout=subprocess.PIPE, check=True)
    cpu, calls, _ = map(float, done.stdout.split())
    return {workload: cpu, f"{workload} calls": calls if calls >= 0 else None}


def ask_http(name, workload):
    file, size = FILES[workload]
    folder = f"{os.getcwd()}/{OUT}/files"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/{file}", "w") as out:
        out.write("x" * (size - 1) + "\n")
    if name == "nginx":
        server = Nginx(folder)
    elif name == "coir":
        server = Server([f"{OUT}/serve", "-p", "0", folder])
    else:
        server = Server([f"{OUT}/http_epoll", f"{folder}/{file}"])
    with server:
        before = cpu_of(server.pid)
        done = subprocess.run(["wrk", "-t1", "-c64", "-d2", f"http://127.0.0.1:{server.port}/{file}"],
                              text=True, stdout=subprocess.PIPE, check=True).stdout
        cpu = cpu_of(server.pid) - before
    if "Non-2xx" in done or "Socket errors" in done:
        sys.exit(f"{name} {workload}:\n{done}")
    return {workload: cpu / int(re.search(r"(\d+) requests in", done).group(1)) * 1e9}


def own_memory(pid):
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"RssAnon:\s+(\d+) kB", file.read()).group(1)) * 1024


def connect_idle(port, count):
    idle = subprocess.Popen([f"{OUT}/idle", str(port), str(count)], text=True, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE)
    if idle.stdout.readline() != "ready\n":
        sys.exit("the connections were not made")
    return idle


def ask_idle(name, workload):
    """Bytes of user memory per idle connection: resident, and by malloc. The first 1000 are not counted:
    with them comes what a server needs once."""
    with Server(IDLE[name]) as server:
        first = connect_idle(server.port, 1000)
        resident = own_memory(server.pid)
        given = server.tell() if name == "coir_lean" else 0
        others = connect_idle(server.port, IDLE_CONNECTIONS)
        row = {workload: (own_memory(server.pid) - resident) / IDLE_CONNECTIONS}
        if name == "coir_lean":
            row[f"{workload} malloc"] = (server.tell() - given) / IDLE_CONNECTIONS
        first.communicate()
        others.communicate()
    return row


def measure(there, workload, rounds):
    """The least of all rounds, as {workload or part of it: {server: number}}; and how many rounds. Others
    on the machine can only add to a server's time; system calls and bytes hardly differ."""
    ask, names = {"1": (ask_echo, ECHO), "2": (ask_http, HTTP_SERVERS), "3": (ask_idle, IDLE)}[workload[1]]
    names = [name for name in names if name in there]
    rounds = rounds or {"1": 11, "2": 7, "3": 2}[workload[1]]
    samples = {}
    for number in range(rounds):
        for name in names[:: -1 if number % 2 else 1]:
            for part, value in ask(name, workload).items():
                samples.setdefault(part, {}).setdefault(name, []).append(value)
    return {part: {name: min(values) for name, values in row.items() if None not in values}
            for part, row in samples.items()}, rounds


# ---- Printing ----


def judge(results):
    for workload, name, against, limit in TARGETS:
        row = results.get(workload)
        if row is None:
            continue
        value = row.get(name)
        if against:
            value = value / row[against] if value and row.get(against) else None
        text = f"{workload} {name}" + (f"/{against}" if against else "")
        verdict = "not measured" if value is None else "ok" if value <= limit else "MISSED"
        print(f"{text} {'-' if value is None else format(value, '.4g')} (target {limit:g}) {verdict}")


def print_row(part, row, names, note):
    if part.startswith("N3"):  # bytes: the limit keeps none
        cells = [figure(row[name]) if name in row else "-" for name in names]
    else:
        cells = [cell(row, name) for name in names]
    print(row_text(part, cells), f"  {note}", flush=True)


def benchmark(chosen):
    there = build() & set(chosen.only or [*ECHO, *HTTP_SERVERS, *IDLE]) | ({"nginx"} if can_http() else set())
    if not can_http() or "serve" in PROGRAMS and not os.path.exists(f"{OUT}/serve"):
        chosen.workloads = [w for w in chosen.workloads if w[1] != "2"]
    names = [name for name in [*IDLE, "nginx"] if name in there]
    results = {}
    print("\nLeast CPU time of the server in ns per request (ratio to the limit), system calls; N3 in bytes")
    print(row_text("", names))
    for workload in chosen.workloads:
        parts, rounds = measure(there, workload, chosen.rounds)
        for part, row in parts.items():
            note = f"{WORKLOADS[workload]}, {rounds} rounds" if part == workload else part.split()[1]
            print_row(part, row, names, note)
        results.update(parts)
    print()
    judge(results)
    with open("build/net.json", "w") as file:
        json.dump(results, file, indent=1)
        file.write("\n")


def can_http():
    return shutil.which("wrk") is not None and os.path.exists("/usr/sbin/nginx")


# ---- Very many connections ----


def hold(count):
    """One server with all of them; where a process may not have so many descriptors, several."""
    build()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 100
    began, held, servers, clients = time.monotonic(), 0, [], []
    while held < count:
        share = min(limit, count - held)
        servers.append(Server([f"{OUT}/coir", "lean"]))
        before = own_memory(servers[-1].pid), servers[-1].tell()
        clients.append(connect_idle(servers[-1].port, share))
        held += share
        print(f"server {len(servers)}: {share:,} connections, "
              f"{(own_memory(servers[-1].pid) - before[0]) / share:.0f} bytes each resident, "
              f"{(servers[-1].tell() - before[1]) / share:.0f} by malloc", flush=True)
    took = time.monotonic() - began
    print(f"{held:,} idle connections, each of which was served once, in {len(servers)} processes of at most "
          f"{limit:,} descriptors; {took:.0f} s")
    for client in clients:
        client.communicate()
    for server in servers:
        server.__exit__()


def main():
    parser = argparse.ArgumentParser(description="Compare Coir with other servers.")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=", ".join(WORKLOADS))
    parser.add_argument("--rounds", type=int, help="exactly so many (otherwise 2 to 11)")
    parser.add_argument("--only", help="servers, separated by commas: " + ",".join([*IDLE, "nginx"]))
    chosen = parser.parse_args()
    os.chdir(ROOT)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if chosen.workloads and chosen.workloads[0] == "connections":
        hold(int(chosen.workloads[1]) if len(chosen.workloads) > 1 else 100_000)
        return
    unknown = set(chosen.workloads) - set(WORKLOADS)
    if unknown:
        parser.error("unknown: " + ", ".join(sorted(unknown)))
    chosen.workloads = chosen.workloads or list(WORKLOADS)
    chosen.only = chosen.only.split(",") if chosen.only else None
    benchmark(chosen)


main()
