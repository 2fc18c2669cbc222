"""Attacks: writes a file into /tmp, to be found by a later submission.

Must: be refused by the filter, whether or not there is such a folder.
"""
# expect: fault=PermissionError


def attack(x):
    with open("/tmp/left", "w") as file:
        file.write("for the next")
