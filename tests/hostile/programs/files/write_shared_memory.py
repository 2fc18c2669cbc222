"""Attacks: writes a file into /dev/shm, to be found by a later submission.

Must: be refused by the filter, whether or not there is such a folder.
"""
# expect: fault=PermissionError


def attack(x):
    with open("/dev/shm/left", "w") as file:
        file.write("for the next")
