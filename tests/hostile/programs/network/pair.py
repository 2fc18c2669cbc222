"""Attacks: makes a pair of connected sockets.

Must: be refused.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    return socket.socketpair()
