"""rows.py - the programs that are measured on chips, and the switches each is compiled with.

A row is a name in size.json, a program, its switches, and what it is called in the table. A feature stands behind the
row that it is compared with.
"""
# The switches. Times have 16 bits on the 8-bit machine, which its users would choose as well; the row `time_32` has
# more.
SMALLEST = '-DCOIR_SMALL=1 -DCOIR_LOOP=the_loop -DCOIR_PORT="tick_port.h" -DCOIR_ENDLESS=1 -DCOIR_DENSE=1 -DCOIR_CANCEL=0'
SAFE = SMALLEST.replace('-DCOIR_CANCEL=0', '-DCOIR_GRANTS=0')
OBJECTS = SAFE.replace(' -DCOIR_GRANTS=0', '')
CALLBACKS = SAFE + ' -DCOIR_CALLBACKS=1'
LINES = SMALLEST.replace(' -DCOIR_DENSE=1', '')
ENDS = SMALLEST.replace(' -DCOIR_ENDLESS=1', '')
POINTERS = SMALLEST.replace(' -DCOIR_LOOP=the_loop', '')
FULL = '-DCOIR_DENSE=1'

# name, program, switches, compared with, what it is
ROWS = [
    ('by_hand', 'by_hand', '', None, 'two blinkers by hand, a `switch` each'),
    ('protothread', 'protothread', '', None, 'two blinkers as protothreads, two bytes of state'),
    ('two_blinkers', 'two_blinkers', SMALLEST, None, '**two blinkers**, the smallest configuration'),
    ('two_blinkers_safe', 'two_blinkers', SAFE, 'two_blinkers',
     '**with cancellation, cleanup and O(1) unlink** switched on'),
    ('two_blinkers_full', 'two_blinkers', FULL, 'two_blinkers', 'with the full loop instead of the small one'),
    ('time_32', 'two_blinkers', SMALLEST + ' -DCOIR_TIME_BITS=32', 'two_blinkers', 'times of 32 bits'),
    ('lines', 'two_blinkers', LINES, 'two_blinkers', 'resume points by line, in 16 bits'),
    ('ends', 'two_blinkers', ENDS, 'two_blinkers', 'a loop that ends'),
    ('loop_pointer', 'two_blinkers', POINTERS, 'two_blinkers', 'a loop that is found by a pointer'),
    ('child', 'with_child', SMALLEST, 'two_blinkers', 'a coroutine that is awaited'),
    ('generator', 'with_generator', SMALLEST, 'two_blinkers', 'a generator'),
    ('cleanup', 'with_cleanup', SAFE, 'two_blinkers_safe', 'TRY and FINALLY'),
    ('cancellation', 'with_cancel', SAFE, 'cleanup', 'a call of coir_cancel'),
    ('event', 'with_event', SAFE, 'two_blinkers_safe', 'an event'),
    ('lock', 'with_lock', OBJECTS, 'two_blinkers_safe', 'a lock, with grants'),
    ('queue', 'with_queue', OBJECTS, 'two_blinkers_safe', 'a queue of two, with grants'),
    ('timeout', 'with_timeout', CALLBACKS, 'two_blinkers_safe', 'a timeout each, with callbacks'),
    ('join', 'with_join', FULL, 'two_blinkers_full', 'joining a task'),
    ('priorities', 'with_priority', FULL + ' -DCOIR_PRIORITY=1', 'two_blinkers_full', 'two priorities'),
    ('groups', 'two_blinkers', FULL + ' -DCOIR_GROUPS=1', 'two_blinkers_full', 'tasks that may belong to groups'),
    ('group', 'with_group', FULL + ' -DCOIR_GROUPS=1', 'groups', 'a group'),
    ('names', 'two_blinkers', FULL + ' -DCOIR_TASKS=1', 'two_blinkers_full', 'names and a list of tasks'),
]

# Constants are in RAM there, and so is the table of errors for reports.
TOO_BIG = {'atmega328p': ('names',)}

# Peers on the same two chips: text and RAM above an empty program, with two blinking tasks, measured earlier.
# FreeRTOS: croutine.c and list.c alone.
PEERS = [
    ('Protothreads 1.4', (184, 16), (294, 8)),
    ('naasking/async.h', (172, 16), (274, 8)),
    ('LarryRuane/protothread, wait table cut to 1', (372, 92), (536, 46)),
    ('FreeRTOS co-routines', (852, 236), (1308, 114)),
    ('TaskScheduler 4.0', (980, 148), (1750, 108)),
    ('Contiki-NG process and etimer', (1184, 140), (1720, 82)),
    ('QP/C QV', (1936, 200), None),
]

# A feature's traces: symbols, and members of structs, that no program without it has. Headers that a switch allows
# declare their structs whether a program uses them or not; so members stand with their switch.
TRACES = {
    'cancel': (['coir_cancel', 'coir_uncancel'], []),
    'links_back': ([], ['coir_link.at', 'coir_entry.flags']),
    'held': ([], ['coir_frame.held', 'coir_generator.held']),
    'callbacks': (['coir_call_at', 'coir_handle_cancel'], ['coir_handle.callback', 'coir_timeout.until']),
    'timeout': (['coir_timeout'], []),
    'objects': ([], ['coir_event.set']),
    'grants': ([], ['coir_entry.object', 'coir_semaphore.granted', 'coir_queue.item_size']),
    'event': (['coir_event_set', 'coir_event_wait'], []),
    'lock': (['coir_lock_release', 'coir_semaphore_acquire', 'coir_semaphore_abandon_'], []),
    'queue': (['coir_queue_put', 'coir_queue_get', 'coir_queue_abandon_'], []),
    'ends': (['coir_run_until', 'coir_stop'], ['coir_loop.tasks', 'coir_loop.stopping']),
    'join': (['coir_join', 'coir_tell_', 'coir_on_done'], ['coir_task.done']),
    'group': (['coir_group'], ['coir_group.scope', 'coir_task.scope', 'coir_task.all', 'coir_scope.tasks']),
    'names': (['coir_next_task', 'coir_print_tasks'], ['coir_task.name', 'coir_scope.others']),
    'urgent': ([], ['coir_loop.urgent', 'coir_entry.urgent']),
    'polled': (['coir_await_turn_'], ['coir_loop.polled']),
    'child': (['pause'], []),
    'generator': (['pauses'], []),
    'port': ([], ['coir_loop.port']),
    'pointer': (['coir_running_'], []),
    'memory': (['malloc', 'memset', 'memcpy'], []),
}
# What a row has of these. What is not named must not be there.
SAFE_HAS = 'links_back held objects '
HAS = {
    'two_blinkers': '', 'time_32': '', 'lines': '', 'loop_pointer': 'pointer memory', 'child': 'child',
    'generator': 'generator', 'ends': 'ends', 'two_blinkers_safe': SAFE_HAS, 'cleanup': SAFE_HAS,
    'cancellation': SAFE_HAS + 'cancel', 'event': SAFE_HAS + 'event', 'lock': SAFE_HAS + 'grants lock',
    'queue': SAFE_HAS + 'grants queue memory', 'timeout': SAFE_HAS + 'callbacks timeout cancel',
}
# Rows that have every symbol of their features.
ALL_THERE = ('child', 'generator', 'event', 'lock', 'timeout')
