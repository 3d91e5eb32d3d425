"""run.py - run a Python program on the virtual clock of the oracle:  python3 run.py PROGRAM.py

Every loop it makes is one whose time jumps to the next deadline, so that it need not wait, and prints the same each
time. Otherwise it is an ordinary asyncio program.
"""
import asyncio
import os
import runpy
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../test/oracle'))
import vclock                                                                           # noqa: E402

asyncio.new_event_loop = asyncio.events.new_event_loop = vclock.VirtualLoop
runpy.run_path(sys.argv[1], run_name='__main__')
