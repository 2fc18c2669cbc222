"""Attacks: connects to a service on the machine itself.

Must: be refused the socket, before any connection.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    return socket.create_connection(("127.0.0.1", 8000), timeout=1)
