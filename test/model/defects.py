"""defects.py - test the test: the random programs find each of these defects.

Each defect is planted in a copy of the library: in one file, one text becomes another. Then the model
runs; it must fail within PROGRAMS programs. One test per defect, in TAP.

    defects.py [NAME...]
"""
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = 10000

# name: file, text, what it becomes
DEFECTS = {
    'a wake-up is dropped when its task is cancelled': (
        'lib/task.c', '                ->abandon(task->entry.on.object);', '                ->what;'),
    'an item is taken twice': (
        'lib/queue.c', '    queue->at.first = behind_(queue, 1);', ''),
    'a permit is not given back': (
        'lib/semaphore.c', '''    COIR_FINALLY {
        COIR_AWAIT(coir_semaphore_release(self->semaphore));''', '''    COIR_FINALLY {
        if (coir_cancelling(coir_current()) == 0)
            coir_semaphore_release(self->semaphore);'''),
    'a lock is given to two': (
        'include/coir/semaphore.h', '    return semaphore->value == 0 || semaphore->granted > 0;', '    return semaphore->value == 0;'),
    'a timeout does not take its request back': (
        'lib/timeout.c', 'coir_uncancel(self->task) <= self->cancelling', 'coir_cancelling(self->task) <= self->cancelling + 1'),
    'a group does not take its request back': (
        'lib/group.c', 'if (self->asked && coir_uncancel(owner) == 0)', 'if (self->asked && coir_cancelling(owner) == 1)'),
    'the order of timers is broken': (
        'lib/timers.c', 'soonest_slot_(loop, &level, &slot)) <= loop->now)', 'soonest_slot_(loop, &level, &slot)) <= loop->now + 1500000)'),
    'a FINALLY runs twice': (
        'include/coir/cleanup.h', '''#define COIR_CLAUSE_END_                                                                           \\
    while (0)  ''', '''#define COIR_CLAUSE_END_                                                                           \\
    while (coir_clause_ == 2 && self->coir_.err && !self->coir_.held++)  '''),
    'a callback is called at once': (
        'lib/loop.c', '''    int refused = coir_set_handle_(loop, handle, callback, argument);
    if (!refused)
        coir_make_ready_(loop, &handle->entry);
    return refused;''', '''    int refused = coir_set_handle_(loop, handle, callback, argument);
    if (!refused)
        callback(argument);
    return refused;'''),
    'a cancellation is swallowed': (
        'lib/task.c', '''        if (entry->word != COIR_CANCELLED || task == coir_current())
            entry->flags |= COIR_MUST_CANCEL_;''', '''        if (entry->word != COIR_CANCELLED && task != coir_current())
            entry->flags |= COIR_MUST_CANCEL_;'''),
    'a join goes on before the end': (
        'lib/task.c', '''    pending = coir_park(&task->done, task);
    self->entry.wait = COIR_ON_TASK;
    return pending;''', '''    pending = coir_park(&task->done, task);
    self->entry.wait = COIR_ON_TASK;
    if (task->entry.state == COIR_PARKED && task->entry.wait == COIR_ON_TIMER)
        coir_wake(self, 0);
    return pending;'''),
    'a group does not wait for its last task': (
        'lib/group.c', '    while (self->left) {', '    while (self->left > 1) {'),
    'a barrier counts who has left': (
        'lib/barrier.c', '    if (--barrier->count == 0 &&', '    if ((barrier->state == COIR_FILLING || --barrier->count == 0) &&'),
    'an event forgets one who waits': (
        'lib/event.c', '    coir_wake_all_(&event->waiters, 0);', '    coir_wake(coir_first(&event->waiters) ? coir_first(&event->waiters) : coir_current(), 0);'),
    'a future wakes only the first': (
        'lib/future.c', '    coir_tell_(future->loop, &future->waiters, outcome, NULL);',
        '    if (!coir_list_empty(&future->waiters)) coir_wake(coir_first(&future->waiters), outcome);'),
    'a task that was let go of is not freed': (
        'lib/task.c', '''    if (task->entry.flags & COIR_RELEASED_)
        coir_release(task);''', '''    if (task->entry.flags & COIR_RELEASED_ && task->entry.word >= 0)
        coir_release(task);'''),
    'a gather leaves out the last task': (
        'lib/gather.c', '    else if (self->left == 0)', '    else if (self->left <= 1)'),
}


def plant(folder, path, old, new):
    with open(f'{folder}/{path}', encoding='utf-8') as file:
        text = file.read()
    if text.count(old) != 1:
        raise ValueError(f'{path} has this {text.count(old)} times, not once:\n{old}')
    with open(f'{folder}/{path}', 'w', encoding='utf-8') as file:
        file.write(text.replace(old, new))


def compile_all(cc, folder, sources):
    """Compile these sources of a copy into objects beside them."""
    for source in sources:
        built = subprocess.run([*cc, '-std=c99', '-D_DEFAULT_SOURCE', '-DCOIR_CHECKS=1', '-O1', '-w', f'-I{folder}/include',
                                '-c', source, '-o', source[:-2] + '.o'], capture_output=True, text=True)
        if built.returncode:
            raise ValueError(built.stderr)


def sources_of(folder):
    return [source for part in ('test/model', 'lib', 'lib/port') for source in glob.glob(f'{folder}/{part}/*.c')]


def try_out(cc, base, name):
    """Is the defect found? And what there is to say. `base` is a copy that is compiled already."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(base, folder, dirs_exist_ok=True)
        path = DEFECTS[name][0]
        try:
            plant(folder, *DEFECTS[name])
            compile_all(cc, folder, [f'{folder}/{path}'] if path.endswith('.c') else sources_of(folder))
        except ValueError as error:
            return False, str(error)
        subprocess.run([*cc, *(source[:-2] + '.o' for source in sources_of(folder)), '-o', f'{folder}/model'], check=True)
        try:
            ran = subprocess.run([f'{folder}/model', '--programs', str(PROGRAMS)], capture_output=True, text=True,
                                 timeout=60, errors='replace')
        except subprocess.TimeoutExpired:
            return True, 'a program did not end'
        if ran.returncode == 0:
            return False, f'not found in {PROGRAMS} programs'
        found = re.search(r'# (program.*)', ran.stdout)
        return True, found.group(1) if found else (ran.stderr.strip().split('\n')[-1] or f'ended with {ran.returncode}')


def main():
    cc, names = os.environ.get('CC', 'cc').split(), sys.argv[1:] or list(DEFECTS)
    print(f'1..{len(names)}')
    passed = True
    with tempfile.TemporaryDirectory() as base, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for part in ('include', 'lib', 'test/model'):
            shutil.copytree(f'{ROOT}/{part}', f'{base}/{part}')
        compile_all(cc, base, sources_of(base))
        for number, (name, (found, detail)) in enumerate(zip(names, pool.map(lambda n: try_out(cc, base, n), names)), 1):
            passed = passed and found
            print(f"{'ok' if found else 'not ok'} {number} - {name}", flush=True)
            print('\n'.join('# ' + line for line in detail.split('\n')), flush=True)
    sys.exit(not passed)


if __name__ == '__main__':
    main()
