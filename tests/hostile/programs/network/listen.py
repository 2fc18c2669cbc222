"""Attacks: waits for connections.

Must: be refused the socket.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    return socket.create_server(("", 0))
