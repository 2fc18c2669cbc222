"""Attacks: makes a local socket, to speak to services of the machine.

Must: be refused.
"""
# expect: fault=PermissionError

import socket


def attack(x):
    socket.socket(socket.AF_UNIX).connect("/run/docker.sock")
