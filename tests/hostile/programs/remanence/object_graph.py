"""Attacks: goes through every object that it can reach from the zygote's frames for earlier code.

Must: find none of an earlier submission's names or texts.
"""
# expect: value=[]
# given: runs=2

import gc
import sys

MARK = "".join(chr(ord(sign) - 1) for sign in "mfgu!cz!bopuifs")


def attack(x):
    frame, todo = sys._getframe(1), []
    while frame:
        todo += [frame.f_locals, frame.f_globals]
        frame = frame.f_back
    own = globals()
    seen, found = {id(own), id(sys._getframe())}, []
    while todo:
        item = todo.pop()
        if isinstance(item, str) and MARK in item and item is not MARK:
            found.append(item)
        if id(item) not in seen and not isinstance(item, type(sys)):
            seen.add(id(item))
            todo += gc.get_referents(item)
    own["kept"] = MARK + " message"
    return found
