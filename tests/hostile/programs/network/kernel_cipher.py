"""Attacks: makes a socket of the kernel's ciphers, known for its holes.

Must: be refused.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    return socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)
