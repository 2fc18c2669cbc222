"""Attacks: makes a socket of the internet protocol's version 6.

Must: be refused as the others are.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    return socket.create_connection(("::1", 22), timeout=1)
