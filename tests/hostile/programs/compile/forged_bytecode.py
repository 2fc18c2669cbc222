"""Attacks: makes a code object of instructions that no compiler writes.

Must: crash by itself.
"""
# expect: ending=crashed signal=11|6|4|7

import types


def attack(x):
    code = attack.__code__.replace(co_code=bytes([116, 255] * 2000), co_consts=(), co_names=())
    return types.FunctionType(code, {})(x)
