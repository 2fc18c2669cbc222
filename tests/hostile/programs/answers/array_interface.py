"""Attacks: returns an object whose array interface points into memory that is not its own.

Must: be wrong: the pointer is not followed.
"""
# expect: value=<Pointer>


class Pointer:
    __array_interface__ = {
        "shape": (1 << 30,),
        "typestr": "<f8",
        "data": (4096, True),
        "version": 3,
    }


def attack(x):
    return Pointer()
