"""packages.py - every package of `make packages` is complete, agrees with itself, and works for a program that uses it.

Where the tool of a package can be had (arduino-builder, CMake, meson, pkg-config), it builds a consumer. Where it
cannot (PlatformIO, ESP-IDF, Zephyr), the manifests are read, every file they name must exist, and the code is built
with stand-ins for what the tool brings.
"""
import filecmp
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import tap

sys.path.append('/usr/lib/python3/dist-packages')      # Debian's, for a python3 that is not
import kconfiglib
import yaml

sys.path.insert(0, tap.ROOT + '/lib')
sys.dont_write_bytecode = True
import expect
import packages

HERE = tap.ROOT + '/test/packages'
DEMOS = tap.ROOT + '/demos'
MADE = tap.ROOT + '/build/packages'
WARN = '-Wall -Wextra -Wpedantic -Wconversion -Werror'.split()
HARDWARE = '/usr/share/arduino/hardware'
AVR = HARDWARE + '/arduino/avr'


def run(command, **more):
    """(it succeeded, all that it said)"""
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         stdin=subprocess.DEVNULL, timeout=600, **more)
    return ran.returncode == 0, ran.stdout[:4000] + ran.stdout[4000:][-2000:]


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


# What the sketches do on an Uno: sketch, claim, how long and what is done to it, what it does in return.
PRESSES = '100:low 105:high 108:low 200:high 500:low 600:high 1000:low 1800:high 2400:low 2500:high'
DOES = [
    ('Blink', 'both LEDs keep their own pace', '700',
     '0 13 1, 0 12 1, 200 13 0, 300 12 0, 400 13 1, 600 12 1, 600 13 0'),
    ('Button', 'a bouncing press and the next one switch, a long one blinks, the next one ends that', f'3000 {PRESSES}',
     '219 13 1, 619 13 0, 1819 13 1, 1920 13 0, 2020 13 1, 2120 13 0, 2220 13 1, 2320 13 0, 2420 13 1, 2519 13 0'),
    ('SerialEcho', 'lines come back while the LED blinks', '1100 100:=hello 300:=bye',
     '0 13 1, heard > hello, heard > bye, 501 13 0, 1000 13 1'),
]


def close(got, wanted):
    """The same events in the same order, each within 5 ms."""
    def event(line):
        words = line.split(' ', 1)
        return (int(words[0]), words[1]) if words[0].isdigit() else (0, line)
    got, wanted = [event(line) for line in got], [event(line) for line in wanted]
    return len(got) == len(wanted) and all(a[1] == b[1] and abs(a[0] - b[0]) <= 5 for a, b in zip(got, wanted))


def arduino_runs(folder):
    uno = folder + '/uno'
    if not steps('a simulated Uno builds', ['cc', '-Wall', '-Wextra', '-Werror', HERE + '/arduino/uno.c', '-o', uno,
                                            '-lsimavr']):
        return
    for sketch, claim, arguments, wanted in DOES:
        _, said = run([uno, f'{folder}/{sketch}.ino/{sketch}.ino.elf', *arguments.split()])
        lines = [line for line in said.strip().split('\n') if not line.startswith('Loaded ')]
        tap.ok(close(lines, wanted.split(', ')), f'{sketch}: {claim}', said)


def arduino(folder):
    arduino_manifest()
    sketches = sorted(glob.glob(MADE + '/arduino/coir/examples/*/*.ino'))
    tap.ok(len(sketches) >= 3, 'there are examples')
    for sketch in sketches if there('arduino-builder', 'sketches') else []:
        arduino_sketch(sketch, folder)
    for source in sketches + [MADE + '/arduino/coir/src/coir_arduino.cpp'] if there('avr-g++', 'warnings') else []:
        arduino_warnings(source)
    if there('simavr', 'sketches run') and there('arduino-builder', 'sketches run'):
        arduino_runs(folder)


# ---- Chips whose tools cannot be had: PlatformIO, ESP-IDF, Zephyr ----

BLINKS = b'red\ngreen\nred\ngreen\nred\n'


def platformio(_):
    folder = MADE + '/platformio/coir'
    it = json.loads(read(folder + '/library.json'))
    tap.ok(re.fullmatch(r'[A-Za-z0-9-]{1,50}', it['name']) and len(it['description']) <= 255,
           'library.json has a name and a description as PlatformIO wants them')
    tap.ok(it['version'] == packages.version(), 'library.json has our version', it['version'])
    named = [f'src/{header}' for header in it['headers']]
    named += [f"{example['base']}/{name}" for example in it['examples'] for name in example['files']]
    missing = [path for path in named if not os.path.exists(f'{folder}/{path}')]
    tap.ok(not missing, 'every file that library.json names exists', '\n'.join(missing))
    same = [path for path in packages.files_in(MADE + '/arduino/coir') if path.startswith(('src/', 'examples/'))
            and not filecmp.cmp(f'{MADE}/arduino/coir/{path}', f'{folder}/{path}', False)]
    tap.ok(not same, 'its sources are those of the Arduino library', '\n'.join(same))
    good, said = run(['cc', '-std=c99', *WARN, '-DCOIR_HOSTED=0', '-c', folder + '/src/coir.c', '-o', os.devnull])
    tap.ok(good, 'its code compiles without Arduino', said)


def with_stand_in(kind, source, folder, claim, *definitions, program):
    """The example of a package, built with a stand-in for the tool, does what it should."""
    os.environ['IDF_PATH'] = HERE + '/esp-idf'
    if there('cmake', claim) and steps(claim, ['cmake', '-G', 'Ninja', '-S', source, '-B', folder, *definitions],
                                       ['ninja', '-C', folder]):
        expect.compare(f'{kind}: the example runs, also when the clock wraps', BLINKS, [f'{folder}/{program}'])


def esp_idf(folder):
    component = MADE + '/esp-idf/coir'
    it = yaml.safe_load(read(component + '/idf_component.yml'))
    tap.ok(it['version'] == packages.version(), 'idf_component.yml has our version', it['version'])
    missing = [row['path'] for row in it['examples'] if not os.path.exists(f"{component}/{row['path']}/CMakeLists.txt")]
    tap.ok(not missing, 'the examples that it names exist', '\n'.join(missing))
    main = component + '/examples/blink/main'
    above = yaml.safe_load(read(main + '/idf_component.yml'))['dependencies']['coir']['override_path']
    tap.ok(os.path.samefile(f'{main}/{above}', component), 'the example takes the component above it', above)
    with_stand_in('ESP-IDF', component + '/examples/blink', folder, 'ESP-IDF: the component and its example build',
                  '-DCOMPONENT=' + component, program='blink')


def zephyr_switches(module):
    """What Kconfig makes of the sample's prj.conf, in a tree with nothing of Zephyr but ASSERT."""
    with tempfile.NamedTemporaryFile('w', suffix='Kconfig') as root:
        root.write(f'config ASSERT\n\tbool "asserts"\n\nsource "{module}/zephyr/Kconfig"\n')
        root.flush()
        kconfig = kconfiglib.Kconfig(root.name, warn_to_stderr=False)
        kconfig.load_config(module + '/samples/blink/prj.conf')
    tap.ok(not kconfig.warnings, "Kconfig takes the module's switches and the sample's settings", '\n'.join(kconfig.warnings))
    return ['CONFIG_' + symbol.name for symbol in kconfig.unique_defined_syms if symbol.str_value == 'y']


def zephyr(folder):
    module = MADE + '/zephyr/coir'
    it = yaml.safe_load(read(module + '/zephyr/module.yml'))
    named = [it['build']['cmake'] + '/CMakeLists.txt', it['build']['kconfig'], *it['samples']]
    missing = [path for path in named if not os.path.exists(f'{module}/{path}')]
    tap.ok(not missing, 'every file that module.yml names exists', '\n'.join(missing))
    tests = yaml.safe_load(read(module + '/samples/blink/sample.yaml'))['tests']
    tap.ok(list(tests) == ['sample.coir.blink'], 'sample.yaml has a test')
    switches = zephyr_switches(module)
    tap.ok({'CONFIG_COIR', 'CONFIG_COIR_CHECKS'} <= set(switches), 'the sample switches Coir on', str(switches))
    with_stand_in('Zephyr', module + '/samples/blink', folder, 'Zephyr: the module and its sample build',
                  '-DMODULE=' + module, '-DZephyr_DIR=' + HERE + '/zephyr', '-DCONFIG=' + ';'.join(switches), program='app')


def same_version(_):
    header = [MADE + path for path in ('/arduino/coir/src/coir.h', '/platformio/coir/src/coir.h',
                                       '/esp-idf/coir/include/coir/coir.h', '/zephyr/coir/include/coir/coir.h')]
    wrong = [path for path in header if f'#define COIR_VERSION "{packages.version()}"' not in read(path)]
    tap.ok(not wrong, 'every single header has our version', '\n'.join(wrong))
    left = [path for path in packages.files_in(MADE) if not path.endswith(('.gz', '.in'))
            and re.search('@(VERSION|SOURCES|HASH)@', read(f'{MADE}/{path}'))]
    tap.ok(not left, 'nothing is left to be filled in', '\n'.join(left))


# ---- Hosted: CMake, meson, pkg-config ----

# A program for each library: which, its files, its argument. Its output stands beside it.
PROGRAMS = {
    'coir': ('12_stream.c', []),
    'coir-tls': ('guide/tls.c', [DEMOS + '/guide/localhost.pem']),
    'coir-uv': ('adapters/uv.c', []),
    'coir-glib': ('adapters/glib.c', []),
    'coir-cares': ('adapters/cares.c', []),
    'coir-curl': ('adapters/curl.c programs/server.c', []),
    'coir-redis': ('adapters/redis.c', None),          # needs a server: it is enough that it links
}


def program_runs(library, program, how):
    """The program of a library does what it does at home."""
    source, arguments = PROGRAMS[library]
    if arguments is None:
        tap.ok(os.path.exists(program), f'{how}: a program with {library} links')
        return
    with open(f"{DEMOS}/{source.split()[0].replace('.c', '.out')}", 'rb') as golden:
        expect.compare(f'{how}: a program with {library} runs', golden.read(), [program, *arguments])


def programs_run(folder, how):
    for library in PROGRAMS:
        program_runs(library, f"{folder}/{library.replace('coir-', '') if library != 'coir' else 'coir-program'}", how)


def steps(claim, *commands):
    """One result for commands that follow each other."""
    for command in commands:
        good, said = run(command)
        if not good:
            tap.ok(False, claim, f"{' '.join(command)}\n{said}")
            return False
    tap.ok(True, claim)
    return True


def installed_files(prefix):
    """Where things are below prefix, whatever the library folder is called: {path: real path}."""
    found = {}
    for path in packages.files_in(prefix):
        found[re.sub(r'^lib/(x86_64-linux-gnu|[a-z0-9_]+-linux-gnu)/', 'lib/', path)] = f'{prefix}/{path}'
    return found


def install_is_complete(prefix, how, pkg_config):
    """Every header, every library, what pkg-config and CMake look for, and nothing else."""
    wanted = {'include/coir/' + os.path.basename(path) for path in glob.glob(tap.ROOT + '/include/coir/*.h')}
    wanted |= {f'lib/lib{library}.a' for library in PROGRAMS}
    wanted |= {'lib/cmake/coir/coir-config.cmake', 'lib/cmake/coir/coir-config-version.cmake'}
    if pkg_config:
        wanted |= {f'lib/pkgconfig/{library}.pc' for library in PROGRAMS}
    got = set(installed_files(prefix))
    tap.ok(got == wanted, f'{how} installs what is needed and nothing else',
           f'missing: {sorted(wanted - got)}\ntoo much: {sorted(got - wanted)}')


def cmake_installed(folder, prefix, how):
    build = f'{folder}/{how}'
    if steps(f'{how}: find_package finds it', [
            'cmake', '-G', 'Ninja', '-S', HERE + '/cmake', '-B', build, '-DINSTALLED=ON', '-DDEMOS=' + DEMOS,
            '-DCMAKE_PREFIX_PATH=' + prefix], ['ninja', '-C', build]):
        programs_run(build, f'find_package, {how}')


def cmake_beside(folder):
    """add_subdirectory; then it is installed, moved, and found there."""
    build, prefix = folder + '/beside', folder + '/prefix'
    if steps('CMake builds it beside a program', [
            'cmake', '-G', 'Ninja', '-S', HERE + '/cmake', '-B', build, '-DPACKAGE=' + MADE + '/cmake/coir',
            '-DDEMOS=' + DEMOS, '-DCMAKE_INSTALL_PREFIX=' + prefix, '-DCMAKE_C_FLAGS=-Wall -Wextra -Werror'],
            ['ninja', '-C', build], ['cmake', '--install', build]):
        programs_run(build, 'add_subdirectory')
        os.rename(prefix, folder + '/moved')
        install_is_complete(folder + '/moved', 'CMake', pkg_config=False)
        cmake_installed(folder, folder + '/moved', 'installed by CMake')


def cmake_chip(folder):
    """add_subdirectory for a chip: a firmware, run in an emulator."""
    claim = 'CMake builds it for a chip'
    if not there('arm-none-eabi-gcc', claim) or not there('qemu-system-arm', claim):
        return
    build = folder + '/chip'
    if steps(claim, ['cmake', '-G', 'Ninja', '-S', HERE + '/chip', '-B', build, '-DPACKAGE=' + MADE + '/cmake/coir',
                     '-DBOARDS=' + DEMOS + '/firmware/board', '-DCMAKE_SYSTEM_NAME=Generic',
                     '-DCMAKE_C_COMPILER=arm-none-eabi-gcc', '-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY'],
             ['ninja', '-C', build]):
        good, said = run(['qemu-system-arm', '-M', 'mps2-an385', '-display', 'none', '-monitor', 'none', '-serial', 'stdio',
                          '-semihosting', '-icount', 'shift=0,sleep=off', '-kernel', build + '/blink'])
        tap.ok(good and said.replace('\r', '') == read(DEMOS + '/firmware/blink.out'), 'and it blinks', said)


def cmake_refusals(folder, prefix):
    """A version or a component that is not there is an error that says so."""
    for claim, asked in (('a version that is to come', '0.2 REQUIRED'),
                         ('a component that nobody has', 'REQUIRED COMPONENTS x')):
        text = f'cmake_minimum_required(VERSION 3.16)\nproject(p C)\nfind_package(coir {asked})\n'
        packages.write(folder + '/refused/CMakeLists.txt', text)
        good, said = run(['cmake', '-S', folder + '/refused', '-B', folder + '/refused', '-DCMAKE_PREFIX_PATH=' + prefix])
        tap.ok(not good and 'oir' in said, f'find_package refuses {claim}', said)


def with_pkg_config(folder, prefix):
    """A compiler, and the flags that the .pc files give, in their order."""
    files = installed_files(prefix)
    where = {**os.environ, 'PKG_CONFIG_PATH': os.path.dirname(files['lib/pkgconfig/coir.pc'])}
    for library, (source, _) in PROGRAMS.items():
        good, flags = run(['pkg-config', '--cflags', '--libs', library], env=where)
        program = f'{folder}/{library}'
        if good:
            good, flags = run(['cc', '-std=c99', '-D_DEFAULT_SOURCE', *(f'{DEMOS}/{name}' for name in source.split()),
                               '-o', program, *flags.split()])
        tap.ok(good, f'pkg-config says how to link {library}', flags)
        if good:
            program_runs(library, program, 'pkg-config')
    good, said = run(['pkg-config', '--modversion', 'coir'], env=where)
    tap.ok(said.strip() == packages.version(), 'coir.pc has our version', said)
    good, said = run(['pkg-config', '--static', '--libs', 'coir-tls'], env=where)
    tap.ok(re.search('-lcoir-tls .*-lcoir .*-lssl .*-lcrypto', said), 'pkg-config orders static libraries', said)


def page(folder, prefix):
    """The README's program, built as docs/packages.md says."""
    os.mkdir(folder + '/page')
    blocks = dict(re.findall(r'```(cmake|meson)\n(.*?)```', read(tap.ROOT + '/docs/packages.md'), re.S))
    command, = re.findall(r'^cc program.c .*$', read(tap.ROOT + '/docs/packages.md'), re.M)
    packages.write(folder + '/page/program.c', re.search(r'```c\n(.*?)```', read(tap.ROOT + '/README.md'), re.S)[1])
    packages.write(folder + '/page/CMakeLists.txt', blocks['cmake'])
    packages.write(folder + '/page/meson.build', blocks['meson'])
    libdir = os.path.dirname(installed_files(prefix)['lib/pkgconfig/coir.pc'])
    where = {**os.environ, 'PKG_CONFIG_PATH': libdir, 'CMAKE_PREFIX_PATH': prefix, 'COIR_CLOCK': 'virtual'}
    for how, line in (('pkg-config', command), ('CMake', 'cmake -G Ninja . && ninja'),
                      ('meson', 'meson setup b && ninja -C b && cp b/program .')):
        good, said = run(['sh', '-c', f'rm -f program; {line} && ./program'], cwd=folder + '/page', env=where)
        tap.ok(good and ' 300 ms  green' in said, f"the README's program works as the page says, with {how}", said)


def unpack(folder):
    archive, = glob.glob(MADE + '/meson/subprojects/packagefiles/*.tar.gz')
    shutil.unpack_archive(archive, folder)
    return f'{folder}/coir-{packages.version()}'


def meson_installed(folder):
    """The package alone, with every library required, built and installed."""
    source, build, prefix = unpack(folder), folder + '/build', folder + '/installed'
    others = [f'-D{name}=enabled' for name in ('tls', 'uv', 'cares', 'curl', 'glib', 'redis')]
    if steps('meson builds and installs the package alone', [
            'meson', 'setup', build, source, '--prefix=' + prefix, '--werror', '-Dbuildtype=debug', *others],
            ['meson', 'install', '-C', build, '--quiet']):
        install_is_complete(prefix, 'meson', pkg_config=True)
        with_pkg_config(folder, prefix)
        if there('cmake', 'find_package, installed by meson'):
            cmake_installed(folder, prefix, 'installed by meson')
            cmake_refusals(folder, prefix)
            page(folder, prefix)


def meson_subproject(folder):
    source, build = folder + '/consumer', folder + '/consumer/build'
    shutil.copytree(HERE + '/meson', source)
    shutil.copytree(MADE + '/meson/subprojects', source + '/subprojects')
    os.symlink(DEMOS, source + '/demos')
    if steps('meson takes the package as a subproject', [
            'meson', 'setup', build, source, '--wrap-mode=nodownload', '--force-fallback-for=coir'],
            ['ninja', '-C', build]):
        programs_run(build, 'meson subproject')


def hosted(folder):
    meson_installed(folder)
    meson_subproject(folder)
    if there('cmake', 'CMake'):
        cmake_beside(folder)
        cmake_chip(folder)


def main():
    packages.make_all(MADE)
    for part in (same_version, arduino, platformio, esp_idf, zephyr, hosted):
        with tempfile.TemporaryDirectory() as folder:
            part(folder)
    tap.done()


if __name__ == '__main__':
    main()
