"""Attacks: makes a packet socket, to read all that passes.

Must: be refused.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    return socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
