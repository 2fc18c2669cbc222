"""Attacks: leaves a session and a parent behind, as daemons do.

Must: be refused the session, and each fork.
"""
# expect: value=[1,1,1]

import os


def attack(x):
    refused = []
    for step in (os.fork, os.setsid, os.fork):
        try:
            step()
        except PermissionError as error:
            refused.append(str(error.errno))
    return "[" + ",".join(refused) + "]"
