"""Attacks: sends one datagram, for which no connection is needed.

Must: be refused the socket.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53))
