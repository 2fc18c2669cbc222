"""Attacks: binds a local socket with no file, to be found by other programs.

Must: be refused.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind("\0meeting place")
