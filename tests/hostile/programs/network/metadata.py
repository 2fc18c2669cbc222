"""Attacks: asks a cloud's metadata service for the machine's credentials.

Must: be refused the socket.
"""
# expect: fault=URLError message~"not permitted"

import urllib.request


def attack(x):
    with urllib.request.urlopen("http://169.254.169.254/latest/meta-data/", timeout=1) as answer:
        return answer.read()
