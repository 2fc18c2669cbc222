"""Attacks: makes a raw socket, to forge packets.

Must: be refused.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
