"""Attacks: replaces the method that sends, so that failures are sent as values.

Must: be judged by what is sent.
"""
# expect: value=sent

import sys


def attack(x):
    child = sys.modules["cell.child"].Child
    send = child._send

    def lie(self, fields, packer=None):
        before, failed, _ = fields.partition(',"e":')
        send(self, f'{before},"v":"sent"' if failed else fields, packer)

    child._send = lie
    raise ValueError
