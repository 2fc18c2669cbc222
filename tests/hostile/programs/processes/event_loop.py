"""Attacks: runs an event loop, which needs a socket pair.

Must: be refused the sockets.
"""
# expect: fault=PermissionError

import asyncio


def attack(x):
    asyncio.run(asyncio.sleep(0))
