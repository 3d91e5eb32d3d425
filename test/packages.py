"""packages.py - every package of `make packages` is complete, agrees with itself, and works for a program that uses it.

Where the tool of a package can be had (arduino-builder, CMake, meson, pkg-config), it builds a consumer. Where it
cannot (PlatformIO, ESP-IDF, Zephyr), the manifests are read, every file they name must exist, and the code is built
with stand-ins for what the tool brings.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

import tap

sys.path.insert(0, tap.ROOT + '/lib')
sys.dont_write_bytecode = True
import packages

MADE = tap.ROOT + '/build/packages'
WARN = '-Wall -Wextra -Wpedantic -Wconversion -Werror'.split()
HARDWARE = '/usr/share/arduino/hardware'
AVR = HARDWARE + '/arduino/avr'


def run(command, **more):
    """(it succeeded, all that it said)"""
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         stdin=subprocess.DEVNULL, timeout=600, **more)
    return ran.returncode == 0, ran.stdout


def there(tool, claim):
    """Is a tool installed? CI has them all, so there it is an error later if one is not."""
    if shutil.which(tool) or os.environ.get('CI') == 'true':
        return True
    tap.skip(claim, f'{tool} is not installed')
    return False


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


# ---- Arduino ----

def arduino_manifest():
    lines = read(MADE + '/arduino/coir/library.properties').strip().split('\n')
    values = dict(line.split('=', 1) for line in lines)
    wanted = {'name', 'version', 'author', 'maintainer', 'sentence', 'paragraph', 'category', 'url', 'architectures'}
    tap.ok(wanted <= set(values), 'library.properties has every key that Arduino demands', str(wanted - set(values)))
    tap.ok(values['version'] == packages.version(), 'library.properties has our version', values['version'])
    tap.ok(os.path.exists(f"{MADE}/arduino/coir/src/{values['includes']}"), 'the header that it offers exists')
    words = [line for line in read(MADE + '/arduino/coir/keywords.txt').split('\n') if line and line[0] != '#']
    tap.ok(all(re.fullmatch(r'\w+\t(KEYWORD[12]|LITERAL1)', line) for line in words), 'keywords.txt is well-formed')
    text = read(MADE + '/arduino/coir/src/coir.h') + read(MADE + '/arduino/coir/src/coir_arduino.h')
    unknown = [line for line in words if not re.search(rf"\b{line.split()[0]}\b", text)]
    tap.ok(not unknown, 'keywords.txt names what exists', '\n'.join(unknown))


def arduino_sketch(sketch, folder):
    """With Arduino's own builder, as the editor would."""
    name = os.path.basename(sketch)
    path = f'{folder}/{name}'
    os.mkdir(path)
    good, said = run(['arduino-builder', '-hardware', '/usr/share/arduino-builder', '-hardware', HARDWARE,
                      '-tools', '/usr/bin', '-fqbn', 'arduino:avr:uno', '-libraries', MADE + '/arduino',
                      '-build-path', path, '-prefs=compiler.cpp.extra_flags=-DDECIMAL_DIG=__DECIMAL_DIG__', '-quiet',
                      sketch])
    tap.ok(good and os.path.exists(f'{path}/{name}.hex'), f'arduino-builder makes {name} for an Uno', said)


def arduino_warnings(source):
    """Arduino's own flags are -fpermissive -w, which hide everything; so once without them."""
    good, said = run(['avr-g++', '-x', 'c++', '-std=gnu++11', '-Os', '-mmcu=atmega328p', '-DF_CPU=16000000L',
                      '-DARDUINO=10800', '-DARDUINO_AVR_UNO', '-DARDUINO_ARCH_AVR', '-include', 'Arduino.h',
                      f'-I{AVR}/cores/arduino', f'-I{AVR}/variants/standard', f'-I{MADE}/arduino/coir/src',
                      *WARN, '-c', source, '-o', os.devnull])
    tap.ok(good, f'{os.path.basename(source)} has no warnings as gnu++11', said)


def arduino(folder):
    arduino_manifest()
    sketches = sorted(glob.glob(MADE + '/arduino/coir/examples/*/*.ino'))
    tap.ok(len(sketches) >= 3, 'there are examples')
    for sketch in sketches if there('arduino-builder', 'sketches') else []:
        arduino_sketch(sketch, folder)
    for source in sketches + [MADE + '/arduino/coir/src/coir_arduino.cpp'] if there('avr-g++', 'warnings') else []:
        arduino_warnings(source)


def main():
    packages.make_all(MADE)
    for part in (arduino,):
        with tempfile.TemporaryDirectory() as folder:
            part(folder)
    tap.done()


if __name__ == '__main__':
    main()
