"""latency.py - interrupts wake tasks in a time that can be measured on every board, and is of a plausible size.

No number of docs/cost.md is promised here. An emulator that loses interrupts or a counter that is read wrongly gives
numbers that no chip could have.
"""
import sys

import tap

sys.path.insert(0, f'{tap.ROOT}/bench')
import latency                                                          # noqa: E402

LONG = {'atmega328p': 20000}                    # cycles; elsewhere instructions
MUCH = 5000


def check(name, row):
    most = LONG.get(name, MUCH)
    ways = {number.rsplit(' ', 1)[0] for number in row if not number.startswith('masked')}
    tap.ok(len(ways) >= 8, f'{name}: every way is measured, asleep and busy', str(sorted(row)))
    for way in sorted(ways):
        usual, longest = row[f'{way} usual'], row[f'{way} most']
        tap.ok(20 < usual <= longest < most, f'{name}: {way}: the usual time is less than the longest, which is not long',
               f'{usual} and {longest}')
    masked, where = latency.masked(row)
    tap.ok(0 < masked < row['call asleep most'], f'{name}: interrupts are masked for less than a turn of the loop',
           f'{masked} in {where}')
    if 'preempt running usual' in row:
        tap.ok(row['preempt running usual'] <= 2 * row['preempt asleep usual'],
               f'{name}: a second loop is as quick while the first one computes as while it sleeps', f'{row}')


def main():
    there = latency.boards()
    if not there:
        tap.skip('latency', 'no emulator here')
        tap.done()
    result = latency.measure()
    for board in there:
        check(board.name, result[board.name])
    tap.done()


if __name__ == '__main__':
    main()
