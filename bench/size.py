"""size.py - print what Coir's structs and code cost: on a desk, and above an empty program on three chips.

    size.py             print the tables, and write build/size.json
    size.py --write     and put the tables between the marks in docs/cost.md and README.md

Structs are measured in size.c. Programs of bench/firmware, of which rows.py is the list, are compiled with -Os and
linked with --gc-sections; text and RAM are what `size` says of the whole, data counting for both. The stack is the
deepest chain of calls below main, from -fstack-usage and the calls in the machine code. Beside it stands what was
seen of it: each program runs once more in an emulator with its stack painted and its clock's interrupt at odd times.
"""
import concurrent.futures
import glob
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [f'{ROOT}/bench/firmware', f'{ROOT}/test/firmware']
import rows                                                             # noqa: E402
import run as boards                                                    # noqa: E402

OUT = f'{ROOT}/build/size'
BARE = '-ffreestanding -nostartfiles -Lbench/firmware -T bare.ld bench/firmware/start.c'
PAINTED = '-include bench/firmware/painted.h'
# An instruction takes longer there than a count of a timer, so interrupts come at any of them.
QEMU = '-display none -monitor none -serial stdio -icount shift=6,sleep=off -kernel'
LINK = '-Wl,--gc-sections -ffunction-sections -fdata-sections -fstack-usage'
LIBRARY = 'small task loop timers event lock semaphore queue timeout group error_group future notice ring inlet'.split()
LISTS = 'error report spawn unseen context closing'.split()         # what COIR_TASKS needs besides


class Chip:
    """A compiler with its options, the prefix of its tools, and what a call pushes, which is in its .su too."""

    def __init__(self, name, title, prefix, compiler, call, tick, emulator):
        self.name, self.title, self.prefix, self.compiler, self.call = name, title, prefix, compiler, call
        self.tick = tick                        # its function, and what the core itself pushes before
        self.emulator = emulator

    def tool(self, tool, *arguments):
        return run(f'{self.prefix}{tool}', *arguments)

    def there(self):
        return shutil.which(f'{self.prefix}gcc') is not None

    def runs(self):
        return shutil.which(self.emulator.split()[0]) is not None


CHIPS = [
    Chip('cortex-m0', 'Cortex-M0', 'arm-none-eabi-', 'arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb --specs=nano.specs '
         f'{BARE} -Wl,--defsym=ORIGIN_TEXT=0,--defsym=ORIGIN_DATA=0x20000000', 0,
         ('on_systick', 36), f'qemu-system-arm -M mps2-an385 -semihosting {QEMU}'),
    Chip('atmega328p', 'ATmega328P', 'avr-', 'avr-gcc -mmcu=atmega328p -mrelax -ffreestanding -DCOIR_TIME_BITS=16', 2,
         ('__vector_14', 0), 'simavr -m atmega328p -f 16000000'),
    Chip('rv32imac', 'RV32IMAC', 'riscv64-unknown-elf-', 'riscv64-unknown-elf-gcc -march=rv32imac -misa-spec=2.2 -mabi=ilp32 '
         f'-mcmodel=medany --specs=picolibc.specs {BARE} '
         '-Wl,--defsym=ORIGIN_TEXT=0x80000000,--defsym=ORIGIN_DATA=0x80100000', 0,
         ('on_timer', 0), f'qemu-system-riscv32 -M virt -bios none {QEMU}'),
]

# Structs: column, compiler, prefix of its nm and size.
SMALL = '-DCOIR_SMALL=1 -DCOIR_DENSE=1 -DCOIR_LOOP=loop_ -DCOIR_PORT="tick_port.h" -DCOIR_ENDLESS=1'
COLUMNS = [
    ('64-bit', 'cc -O2 -DNDEBUG', ''),
    ('32-bit', 'cc -O2 -DNDEBUG -m32 -I/usr/include/x86_64-linux-gnu', ''),
    ('Cortex-M0', 'arm-none-eabi-gcc -Os -mcpu=cortex-m0 -mthumb -ffreestanding', 'arm-none-eabi-'),
    ('Cortex-M0, small', f'arm-none-eabi-gcc -Os -mcpu=cortex-m0 -mthumb -ffreestanding {SMALL}', 'arm-none-eabi-'),
    ('ATmega328P', 'avr-gcc -Os -mmcu=atmega328p', 'avr-'),
    ('ATmega328P, small', f'avr-gcc -Os -mmcu=atmega328p -DCOIR_TIME_BITS=16 {SMALL}', 'avr-'),
]


def run(*command):
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f'{shlex.join(command)}\n{done.stdout}{done.stderr}')
    return done.stdout


# ---- Programs on chips ----

def switches_of(chip, switches):
    """What the row says counts, where it says the same as the chip."""
    chosen = shlex.split(chip.compiler, posix=True)
    if 'COIR_TIME_BITS' in switches:
        chosen = [word for word in chosen if 'COIR_TIME_BITS' not in word]
    return chosen + shlex.split(switches.replace('"', '\\"')) + ['-Os', '-std=gnu99', *shlex.split(LINK), '-Iinclude',
                                                                '-Ibench/firmware']


def compiled(at, command, sources):
    """Objects of these, each with its .su beside it. What is there was made by this run."""
    os.makedirs(at, exist_ok=True)
    made = [f'{at}/{os.path.basename(source)[:-2]}.o' for source in sources]
    for source, target in zip(sources, made):
        if target not in built:
            run(*command, '-c', source, '-o', target)
            built.add(target)
    return made


built = set()


def library(files, *sources):
    """Those of the library's files that programs need which are made of these."""
    os.chdir(ROOT)
    return boards.needed([f'lib/{file}.c' for file in files], sources, ('include', 'bench/firmware'))


def build(chip, name, program, switches, more='', sources=()):
    """The program with the library compiled as it wants it. Returns the folders with what was made."""
    at, words = f'{OUT}/{chip.name}/{name}', switches_of(chip, f'{switches} {more}')
    start = [word for word in words if word.endswith('start.c')]
    command = [word for word in words if not word.endswith('start.c')]
    objects = compiled(at, command, [f'bench/firmware/{program}.c', *sources, *start])
    files = LIBRARY + LISTS * ('COIR_TASKS=1' in switches) if switches else []
    shared = f'{OUT}/{chip.name}/lib-{hashlib.md5(switches.encode()).hexdigest()[:8]}'
    linked = compiled(shared, command + ['-g'], library(files, f'bench/firmware/{program}.c'))
    if linked:
        chip.tool('ar', 'rcs', f'{shared}/libcoir.a', *linked)
        objects.append(f'{shared}/libcoir.a')
    run(*command, *objects, '-o', f'{at}/program.elf')
    return at, shared


def sizes(chip, folders):
    at = folders[0]
    text, data, bss = map(int, chip.tool('size', f'{at}/program.elf').split('\n')[1].split()[:3])
    return text + data, data + bss


def pushes(chip, line):
    """Bytes that an instruction takes from the stack."""
    if '\tpush' in line:
        return len(re.findall(r'r\d+|lr', line)) * (1 if chip.name == 'atmega328p' else 4)
    down = re.search(r'\taddi\s+sp,sp,-(\d+)', line)
    return int(down[1]) if down else 0


def own_stack(chip, folders):
    """Bytes that each function keeps: from the compiler, and from the machine code of those it has not compiled."""
    frames, here = {}, None
    for line in chip.tool('objdump', '-d', '--no-show-raw-insn', f'{folders[0]}/program.elf').split('\n'):
        head = re.match(r'[0-9a-f]+ <(.+)>:', line)
        if head:
            here = head.group(1)
            frames[here] = chip.call
        elif here:
            frames[here] += pushes(chip, line)
    for file in [name for folder in folders for name in glob.glob(f'{folder}/*.su')]:
        for line in open(file, encoding='utf-8'):
            place, size = line.split('\t')[:2]
            frames[place.split(':')[-1]] = int(size)
    return frames


def calls(chip, at):
    """Who calls or jumps to whom; `*` stands for a call through a pointer."""
    graph, here = {}, None
    for line in chip.tool('objdump', '-d', '--no-show-raw-insn', f'{at}/program.elf').split('\n'):
        head = re.match(r'[0-9a-f]+ <(.+)>:', line)
        if head:
            here = head.group(1)
            graph.setdefault(here, set())
        elif here and re.search(r'\b(blx\s+r|icall|eicall|jalr\s+(?!.*\bzero)|c\.jalr)', line):
            graph[here].add('*')
        elif here:
            there = re.search(r'\t(?:bl?|b\.n|r?call|r?jmp|jal|j|call|jmp)\b.*<([\w.]+)>', line)
            if there and there.group(1) not in (here, 'painted_end'):
                graph[here].add(there.group(1))
    return graph


def bodies(program):
    return re.findall(r'^(?:ASYNC|GENERATOR)\((\w+)\)', open(f'{ROOT}/bench/firmware/{program}.c', encoding='utf-8').read(),
                      re.M)


def stack(chip, folders, program, root='main'):
    """Bytes of the deepest chain from the function that resumes tasks."""
    frames, graph, through = own_stack(chip, folders), calls(chip, folders[0]), bodies(program)

    def deepest(name, seen):
        if name in seen:
            return 0
        callees = set()
        for callee in graph.get(name, ()):
            callees |= set(through) if callee == '*' else {callee}
        below = [deepest(callee, seen | {name}) for callee in callees]
        return frames.get(name, 0) + max(below, default=0)

    return deepest(root, frozenset())


def painted(chip, name, program, switches):
    """Bytes that were written in the emulator, and at most can be: main's chain and on top of it the clock's interrupt."""
    folders = build(chip, f'{name}.painted', program, switches, PAINTED, ['bench/firmware/painted.c'])
    said = subprocess.run([*chip.emulator.split(), f'{folders[0]}/program.elf'], cwd=ROOT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60).stdout
    found = re.search(r'painted (\d+)', said)
    if not found:
        sys.exit(f'{folders[0]}/program.elf said\n{said}')
    tick, pushed = chip.tick
    return int(found[1]), stack(chip, folders, program) + pushed + stack(chip, folders, program, tick)


def measure(chip):
    base_text, base_ram = sizes(chip, build(chip, 'empty', 'empty', ''))
    result = {}
    for name, program, switches, _, _ in rows.ROWS:
        if name in rows.TOO_BIG.get(chip.name, ()):
            continue
        folders = build(chip, name, program, switches)
        text, ram = sizes(chip, folders)
        result[name] = {'text': text, 'ram': ram, 'base_text': base_text, 'base_ram': base_ram,
                        'stack': stack(chip, folders, program), 'switches': switches}
        if chip.runs():
            result[name]['painted'], result[name]['with_tick'] = painted(chip, name, program, switches)
    return result


def measure_all():
    there = [chip for chip in CHIPS if chip.there()]
    with concurrent.futures.ThreadPoolExecutor(len(CHIPS)) as pool:
        return dict(zip([chip.name for chip in there], pool.map(measure, there)))


def above(row):
    return row['text'] - row['base_text'], row['ram'] - row['base_ram']


# ---- Structs ----

def structs():
    table = {}
    for column, compiler, prefix in COLUMNS + [(column, f'{compiler} -DCOIR_GROUPS=1', prefix)
                                               for column, compiler, prefix in COLUMNS if SMALL not in compiler]:
        run(*shlex.split(compiler.replace('"', '\\"')), '-std=c99', '-fno-common', '-Iinclude', '-Ibench/firmware', '-c',
            'bench/size.c', '-o', f'{OUT}/rows.o')
        for line in run(f'{prefix}nm', '-S', f'{OUT}/rows.o').split('\n'):
            words = line.split()
            if len(words) == 4 and words[3].startswith('row_'):
                table.setdefault(words[3][4:], {}).setdefault(column, int(words[1], 16))
    names = re.findall(r'^ROW\((\w+),', open(f'{ROOT}/bench/size.c', encoding='utf-8').read(), re.M)
    return [[name.replace('_', ' ')] + [table[name].get(column, '–') for column, _, _ in COLUMNS] for name in names]


# ---- Tables ----

def markdown(head, body):
    lines = [head, ['---'] + ['---:'] * (len(head) - 1)] + body
    return '\n'.join('| ' + ' | '.join(str(cell) for cell in line) + ' |' for line in lines)


def programs_table(result):
    there = [chip for chip in CHIPS if chip.name in result]
    head = ['above an empty program: text / RAM'] + [f'{chip.title}{", stack" * part}' for chip in there for part in (0, 1)]
    body = []
    for name, _, _, compared, title in rows.ROWS:
        cells = []
        for chip in there:
            row = result[chip.name].get(name)
            if not row:
                cells += ['–', '–']
                continue
            text, ram = above(row)
            cell = f'{text} / {ram}'
            if compared:
                other = above(result[chip.name][compared])
                cell += f' ({text - other[0]:+d} / {ram - other[1]:+d})'
            cells += [cell, row['stack']]
        body.append([title] + cells)
    for name, *sizes_there in rows.PEERS:
        known = dict(zip(('cortex-m0', 'atmega328p'), sizes_there))
        cells = []
        for chip in there:
            peer = known.get(chip.name)
            cells += [f'{peer[0]} / {peer[1]}' if peer else '–', '–']
        body.append([name] + cells)
    return markdown(head, body)


def stack_table(result):
    """What main and the clock's interrupt above it take at most, and what an emulator saw."""
    there = [chip for chip in CHIPS if any('painted' in row for row in result.get(chip.name, {}).values())]
    body = []
    for name, _, _, _, title in rows.ROWS:
        found = [result[chip.name].get(name) for chip in there]
        body.append([title] + [f'{row["with_tick"]} / {row["painted"]}' if row else '–' for row in found])
    return markdown(['stack with an interrupt: at most / seen'] + [chip.title for chip in there], body)


IN_README = {
    'by_hand': 'by hand, a `switch` each',
    'two_blinkers': '**Coir**, the smallest configuration',
    'two_blinkers_safe': 'the same with cancellation and cleanup',
    'two_blinkers_full': 'with the full loop: joins, callbacks, interrupts',
}
PEERS_IN_README = ('FreeRTOS co-routines', 'TaskScheduler 4.0', 'Contiki-NG process and etimer')


def readme_table(result):
    there = [chip for chip in CHIPS if chip.name in result]
    body = []
    for name, title in IN_README.items():
        found = [result[chip.name][name] for chip in there]
        body.append([title] + [' / '.join(str(n) for n in (*above(row), row['stack'])) for row in found])
    for name, *there_too in rows.PEERS:
        if name in PEERS_IN_README:
            known = dict(zip(('cortex-m0', 'atmega328p'), there_too))
            body.append([name] + ['%d / %d / –' % known[chip.name] if known.get(chip.name) else '–' for chip in there])
    return markdown(['code / RAM / stack'] + [chip.title for chip in there], body) + '\n'


def report(result):
    return f'''Bytes of RAM. Small: the small loop (`COIR_SMALL=1`, with `COIR_DENSE=1` and, on the ATmega328P, times of 16 bits).

{markdown(['struct'] + [column for column, _, _ in COLUMNS], structs())}

Programs, compiled with `-Os` and linked with `--gc-sections` (on the ATmega328P with `-mrelax`): what they have more than
a program that only sleeps, interrupt and clock included; and the deepest stack. In brackets what one thing adds to the
program that it is compared with: to the one above, to the small one with cancellation, or to the one with the full loop.
The last rows are other people's work with two blinking tasks, measured earlier with the same compilers; what stands for
the clock may differ.

{programs_table(result)}

The stack once more, of `main` and the clock's interrupt above it: the sum from the compiler's figures, and how deep it has
been in an emulator, painted when the program begins, while the clock interrupts 20000 times at odd moments. More than the
sum would be a mistake in it, and fails a test; less is a path that this program does not take, or no interrupt just there.

{stack_table(result)}
'''


def write(path, text, mark='size'):
    path = f'{ROOT}/{path}'
    page = open(path, encoding='utf-8').read()
    page = re.sub(rf'(<!-- {mark}:begin -->\n).*(<!-- {mark}:end -->)', lambda m: m.group(1) + text + m.group(2), page, flags=re.S)
    open(path, 'w', encoding='utf-8').write(page)


def main():
    os.makedirs(OUT, exist_ok=True)
    result = measure_all()
    with open(f'{ROOT}/build/size.json', 'w', encoding='utf-8') as file:
        json.dump(result, file, indent=1)
        file.write('\n')
    if '--firmware' in sys.argv:
        print(programs_table(result))
        print()
        print(stack_table(result))
        return
    text = report(result)
    print(text, end='')
    if '--write' in sys.argv:
        write('docs/cost.md', text)
        write('README.md', readme_table(result))


if __name__ == '__main__':
    main()
