"""Attacks: makes a code object of instructions that no compiler writes.

Must: crash by itself.
"""
# expect: ending=crashed signal=11|6|4|7

import dis
import types


def attack(x):
    load = dis.opmap["LOAD_CONST"]  # of constants that are not there, and no end
    code = attack.__code__.replace(co_code=bytes([load, 255] * 2000), co_consts=(), co_names=())
    return types.FunctionType(code, {})(x)
