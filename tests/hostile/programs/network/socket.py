"""Attacks: makes an internet socket.

Must: be refused.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    return socket.socket()
