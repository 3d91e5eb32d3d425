#!/usr/bin/env python3
"""threads.py - compare threads with tasks, from the medians that run.py left in build/bench.json.

    bench/run.py --only coir,pthreads T3 T2b T6 T5 T5_8     measure (make bench measures everything)
    bench/threads.py                                           print the table
    bench/threads.py --write                                   put it into docs/questions.md
SPDX-License-Identifier: MIT
"""
import json
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = f"{ROOT}/docs/questions.md"
BEGIN, END = "<!-- threads:begin -->\n", "<!-- threads:end -->\n"
ROWS = {
    "T3": "one that sleeps, bytes",
    "T2b": "start one and wait for its end",
    "T6": "to another one and back, by two events",
    "T5": "an item through a queue of 16, from one to one",
    "T5_8": "the same, from eight to eight",
}


def figure(value):
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def table(results):
    lines = ["| workload | what, in ns | thread | task | thread / task |", "| --- | --- | ---: | ---: | ---: |"]
    for workload, what in ROWS.items():
        thread, task = results[workload]["pthreads"], results[workload]["coir"]
        lines.append(f"| {workload} | {what} | {figure(thread)} | {figure(task)} | {thread / task:,.0f} |")
    return "\n".join(lines) + "\n"


def main():
    with open(f"{ROOT}/build/bench.json", encoding="utf-8") as file:
        text = table(json.load(file))
    if "--write" not in sys.argv:
        print(text, end="")
        return
    with open(PAGE, encoding="utf-8") as file:
        before, rest = file.read().split(BEGIN)
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(before + BEGIN + text + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
