#!/usr/bin/env python3
"""run.py - build the benchmark's programs, run them in turn, compare.

    bench/run.py [--rounds N] [--only PROGRAM,...] [WORKLOAD ...]

For each workload the programs run one after the other, then all again, so that a noisy moment hits
everybody. At least 5 rounds; short ones get more. Prints medians, in brackets the ratio to the
hand-written limit, and how the targets were met; writes build/bench.json. A peer whose library or
compiler is not here is left out with a note. README.md says what the workloads are.
SPDX-License-Identifier: MIT
"""
import argparse
import glob
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUT = "build/bench"
CRATES = "/usr/share/cargo/registry"  # Debian's librust-tokio-dev

WORKLOADS = {
    "G1": "generator resume",
    "G2": "nested generators, depth 10, per value",
    "G2_100": "the same, depth 100",
    "T1": "task switch",
    "T1_1000": "the same with 1000 tasks",
    "T1b": "task switch below 100 awaits",
    "T1b_1000": "the same with 1000 tasks",
    "T2a": "await of what does not suspend",
    "T2b": "spawn and await, with allocation",
    "T3": "bytes per sleeping task",
    "T4": "timer add and fire, 1M outstanding",
    "T4c": "timer arm and cancel",
    "T5": "bounded queue, per item",
    "T5_8": "the same, eight producers and eight consumers",
    "T6": "ping-pong with two events, round trip",
    "T6_lock": "ping-pong with a lock, round trip",
}
ONLY = {"reserving": ("T5", "T5_8")}  # the rest of it is the limit again
SIZES = (10, 100, 1000, 10_000, 100_000)
GROWING = {
    "gather": "gather of trivial tasks, per task",
    "group": "group of trivial tasks, per task",
    "semaphore": "semaphore with contenders, per permit",
}
for growing, meaning in GROWING.items():
    for size in SIZES:
        WORKLOADS[f"{growing}_{size}"] = f"{meaning}, {size:,}"

# The alignment is the same luck for everybody: without it, where a function happened to lie moved
# the loops of 1.3 ns to 1.8 and back with every edit elsewhere.
FLAGS = ["-O2", "-falign-functions=64"]
GCC = ["gcc", "-std=gnu99"] + FLAGS
CLANG = ["clang", "-std=gnu99"] + FLAGS
GXX = ["g++", "-std=c++20"] + FLAGS
CLANGXX = ["clang++", "-std=c++20"] + FLAGS
COIR = ["-DNDEBUG", "-Iinclude", "bench/coir.c", "lib/*.c", "lib/port/virtual.c",
        "lib/port/poll.c", "lib/port/epoll.c", "lib/port/system.c"]

# name: how it is compiled (None: a script), a header that has to be there
PROGRAMS = {
    "limit": (GCC + ["bench/limit.c"], None),
    "reserving": (GCC + ["-DRESERVING", "bench/limit.c"], None),  # T5 by Coir's rule; no yardstick
    "coir": (GCC + COIR, None),
    "coir_clang": (CLANG + COIR, None),
    "cpp20": (GXX + ["bench/cpp20.cpp"], None),
    "cpp20_clang": (CLANGXX + ["bench/cpp20.cpp"], None),
    "pthreads": (GCC + ["bench/pthreads.c", "-pthread"], None),
    "go": (["go", "build", "-o", f"{OUT}/go", "bench/go.go"], None),
    "tokio": (["cargo", "build", "--release", "--offline", "--quiet"],
              CRATES + "/tokio-1.24.2/Cargo.toml"),
    "libev": (GCC + ["bench/libev.c", "-lev"], "ev.h"),
    "libuv": (GCC + ["bench/libuv.c", "-luv"], "uv.h"),
    "asyncio": (None, None),
}
QUICK = ("limit", "reserving", "coir", "coir_clang", "cpp20", "cpp20_clang")  # worth more than 5 rounds

# what, against what (None: a plain number), at most
TARGETS = [
    (("G1", "coir"), ("G1", "limit"), 1.2),
    (("G2", "coir"), ("G2", "limit"), 1.5),
    (("G2_100", "coir"), ("G2", "coir"), 1.3),
    (("T1", "coir"), ("T1", "limit"), 1.5),
    (("T1", "coir"), ("T1", "cpp20"), 1.0),
    (("T1b", "coir"), ("T1", "coir"), 1.6),
    (("T2a", "coir"), ("T2a", "limit"), 2.0),
    (("T2b", "coir"), ("T2b", "limit"), 2.0),
    (("T3", "coir"), None, 128),
    (("T4", "coir"), ("T4", "libev"), 1.0),
    (("T4c", "coir"), ("T4c", "libev"), 1.0),
    (("T5", "coir"), ("T5", "limit"), 2.0),
    (("T5_8", "coir"), ("T5_8", "limit"), 2.0),
    (("T5", "coir"), ("T5", "cpp20"), 1.0),
    (("T5", "coir"), ("T5", "cpp20_clang"), 1.0),
    (("T5", "coir"), ("T5", "go"), 1.0),
    (("T5", "coir"), ("T5", "tokio"), 1.0),
    (("T5", "coir"), ("T5", "asyncio"), 1.0),
    (("T6", "coir"), ("T6", "limit"), 1.5),
    (("T6_lock", "coir"), ("T6_lock", "limit"), 1.5),
]


def why_not(command, header):
    """Why a program cannot be built here; None if it can."""
    if command is None:
        return None
    if not shutil.which(command[0]):
        return "no " + command[0]
    for word in command:
        if word.startswith("bench/") and not os.path.exists(word):
            return "no " + word
    if header and header.startswith("/"):
        return None if os.path.exists(header) else "no " + header
    if header:
        probe = subprocess.run([command[0], "-E", "-x", "c", "-"], input=f"#include <{header}>\n",
                               text=True, capture_output=True)
        return "no " + header if probe.returncode else None
    return None


def write_crate(out, path, features):
    """What cargo wants to know to build a program with tokio from Debian's crates, without the network."""
    os.makedirs(f"{out}/crate/.cargo", exist_ok=True)
    with open(f"{out}/crate/Cargo.toml", "w") as file:
        file.write(f"""[package]
name = "bench"
version = "0.0.0"
edition = "2021"
[workspace]
[dependencies]
libc = "0.2"
tokio = {{ version = "1", default-features = false, features = [{features}] }}
[[bin]]
name = "tokio"
path = "{path}"
""")
    with open(f"{out}/crate/.cargo/config.toml", "w") as file:
        file.write(f"""[source.crates-io]
replace-with = "debian"
[source.debian]
directory = "{CRATES}"
""")


def build(names):
    """Compile, two at a time. Returns the command line of each program that there is."""
    os.makedirs(OUT, exist_ok=True)
    commands, running = {}, []
    for name in names:
        command, header = PROGRAMS[name]
        reason = why_not(command, header)
        if reason:
            print(f"{name} is left out: {reason}")
            continue
        commands[name] = [f"{OUT}/{name}"] if command else [sys.executable, "bench/py_asyncio.py"]
        if command:
            words = [w for word in command for w in (sorted(glob.glob(word)) or [word])]
            where = None
            if name == "tokio":
                write_crate(OUT, "../../../bench/tokio.rs", '"rt", "sync"')
                commands[name] = [f"{OUT}/crate/target/release/tokio"]
                where = f"{OUT}/crate"
            elif name != "go":
                words += ["-o", f"{OUT}/{name}"]
            running.append((name, subprocess.Popen(words, cwd=where)))
        if len(running) > 1 and running[-2][1].wait():
            sys.exit(f"{running[-2][0]} does not compile")
    for name, process in running:
        if process.wait():
            sys.exit(f"{name} does not compile")
    return commands


def measure_once(command, workload):
    """One number, or None: this program has no such workload.

    Each run is of a fresh copy. Where a file happens to lie in memory moved T5 by a quarter from copy
    to copy of the same program, and stayed as it was from run to run of one copy.
    """
    copy = None
    if command[0].startswith(OUT):
        copy = f"{OUT}/copy"
        if os.path.exists(copy):
            os.remove(copy)
        shutil.copy(command[0], copy)
        command = [copy]
    done = subprocess.run(command + [workload], text=True, stdout=subprocess.PIPE, timeout=120)
    if done.returncode == 3:
        return None
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} {workload} ended with status {done.returncode}")
    return float(done.stdout)


def measure(commands, workload, rounds):
    """Medians by program. Round robin, there and back, so nobody always runs after the same."""
    samples = {name: [] for name in commands if workload in ONLY.get(name, WORKLOADS)}
    least, began, number = rounds or 5, time.monotonic(), 0
    while number < least or not rounds and number < 15 and time.monotonic() - began < 10:
        for name in list(samples)[:: -1 if number % 2 else 1]:
            if number >= 5 and not rounds and name not in QUICK:
                continue
            value = measure_once(commands[name], workload)
            if value is None:
                del samples[name]
            else:
                samples[name].append(value)
        number += 1
    return {name: statistics.median(values) for name, values in samples.items()}, number


def figure(value):
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"


def cell(row, name):
    if name not in row:
        return "-"
    ratio = f" ({figure(row[name] / row['limit'])})" if "limit" in row and name != "limit" else ""
    return figure(row[name]) + ratio


def row_text(label, cells):
    return f"{label:<16}" + "".join(f"{text:>16}" for text in cells)


def judge(results):
    """The lines for the targets, those whose workloads ran."""
    for (workload, name), against, limit in TARGETS:
        value = results.get(workload, {}).get(name)
        text = f"{workload} {name}"
        if against:
            base = results.get(against[0], {}).get(against[1])
            value = value / base if value and base else None
            text += f"/{against[1]}" if against[0] == workload else f"/{against[0]} {against[1]}"
        if workload in results:
            verdict = "not measured" if value is None else "ok" if value <= limit else "MISSED"
            shown = "-" if value is None else figure(value)
            if shown == figure(limit):
                shown = f"{value:.4f}"
            print(f"{text} {shown} (target {limit:g}) {verdict}")


def flatness(results):
    """A line for each workload that ran in several sizes: the cost per task, smallest size to largest."""
    for growing in GROWING:
        for name in PROGRAMS:
            values = [results.get(f"{growing}_{size}", {}).get(name) for size in SIZES]
            if None not in values:
                numbers = " ".join(figure(value) for value in values)
                print(f"{growing} {name}: {numbers} ns; largest / smallest size "
                      f"{figure(values[-1] / values[0])}")


def arguments():
    parser = argparse.ArgumentParser(description="Compare Coir with its peers.")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=", ".join(WORKLOADS))
    parser.add_argument("--rounds", type=int, help="exactly so many (otherwise 5 to 15)")
    parser.add_argument("--only", help="programs, separated by commas: " + ",".join(PROGRAMS))
    chosen = parser.parse_args()
    chosen.only = chosen.only.split(",") if chosen.only else list(PROGRAMS)
    unknown = set(chosen.workloads) - set(WORKLOADS) | set(chosen.only) - set(PROGRAMS)
    if unknown:
        parser.error("unknown: " + ", ".join(sorted(unknown)))
    return chosen


def main():
    chosen = arguments()
    os.chdir(ROOT)
    commands = build(chosen.only)
    results = {}
    print("\nMedian CPU time in ns per operation (ratio to the limit); T3 in bytes")
    print(row_text("", commands))
    for workload in chosen.workloads or WORKLOADS:
        row, rounds = measure(commands, workload, chosen.rounds)
        results[workload] = row
        cells = [cell(row, name) for name in commands]
        print(row_text(workload, cells), f"  {WORKLOADS[workload]}, {rounds} rounds", flush=True)
    print()
    judge(results)
    flatness(results)
    with open("build/bench.json", "w") as file:
        json.dump(results, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
