"""with_redis.py - run a program with a redis-server of its own, and compare what it prints, byte for byte:

    with_redis.py REDIS_SERVER OUTPUT PROGRAM

The program's argument is the server's Unix socket, in a folder that goes with it.
"""
import os
import subprocess
import sys
import tempfile
import time

import expect
import tap


def main(server, output, program):
    with tempfile.TemporaryDirectory() as folder:
        path = f'{folder}/socket'
        running = subprocess.Popen([server, '--port', '0', '--unixsocket', path, '--save', '', '--dir', folder],
                                   stdout=subprocess.DEVNULL)
        while not os.path.exists(path) and running.poll() is None:
            time.sleep(0.01)
        with open(output, 'rb') as file:
            expect.compare('prints ' + os.path.relpath(output, tap.ROOT), file.read(), [program, path])
        running.kill()
        running.wait()
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
