"""Attacks: replaces the method that sends, so that failures are sent as values.

Must: be judged by what is sent.
"""
# expect: value=sent

import sys


def attack(x):
    child = sys.modules["cell.child"].Child
    send = child._send

    def lie(self, message, packer=None):
        if message.pop("e", None):
            message["v"] = "sent"
        send(self, message, packer)

    child._send = lie
    raise ValueError
