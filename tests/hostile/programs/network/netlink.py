"""Attacks: asks the kernel for the network's routes.

Must: be refused the socket.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)
