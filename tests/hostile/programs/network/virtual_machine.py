"""Attacks: speaks to the host of a virtual machine.

Must: be refused the socket.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    return socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
