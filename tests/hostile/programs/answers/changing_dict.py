"""Attacks: returns a dict that grows while it is written.

Must: be wrong: a dict's subclass is not sent.
"""
# expect: value=<Growing>


class Growing(dict):
    def items(self):
        while True:
            yield len(self), 1


def attack(x):
    return Growing()
