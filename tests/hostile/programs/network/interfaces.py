"""Attacks: lists the machine's network interfaces.

Must: be refused.
"""
# expect: fault=PermissionError|OSError

import socket


def attack(x):
    return socket.if_nameindex()
