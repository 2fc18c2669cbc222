"""Counts of references, stopped for what every child shares with its zygote.

A count lies in its object, so a child that merely looks at an object writes to it, and has to copy
the page where it lies. From 3.12 on CPython has objects that are never freed, the immortal ones of
PEP 683: None, small numbers. Their counts say so, and are left alone. Here, once all is loaded, the
same is said of everything that is there. No child frees any of it before it ends.
"""

import ctypes
import gc
from types import CodeType, FrameType, GeneratorType

# The lower half of a count: so much or more says "immortal", in all versions that know of it.
_Count = ctypes.c_uint32
_IMMORTAL = 1 << 31
# What runs will end, here as in a child, and lie somewhere else the next time.
_PASSING = (FrameType, GeneratorType)


def stop_counting() -> int:
    """Make all objects of this process immortal that can be reached; how many have become so.

    To be called before `gc.freeze`, which hides them. Leaves all as it is before Python 3.12.
    """
    # As the interpreter itself has it, which is not the same in all versions.
    immortal = _Count.from_address(id(None)).value
    if immortal < _IMMORTAL:
        return 0
    count_at = _Count.from_address
    # All that the collector knows of has parts, also what is immortal already. Of the parts, those
    # that are immortal have been here before: to remember them otherwise would leave gaps behind,
    # and gaps are where children take their memory from.
    things = gc.get_objects()
    parts = things + _parts_of(things)
    found = 0
    while parts:
        things = []
        for part in parts:
            count = count_at(id(part))
            if count.value < _IMMORTAL and not isinstance(part, _PASSING):
                count.value = immortal
                things.append(part)
        found += len(things)
        parts = _parts_of(things)
    return found


def _parts_of(things: list[object]) -> list[object]:
    """What these refer to, some of it more than once."""
    parts = gc.get_referents(*things)
    for thing in things:
        if type(thing) is CodeType:  # which the collector does not ask
            parts += (
                thing.co_consts,
                thing.co_names,
                thing.co_filename,
                thing.co_name,
                thing.co_qualname,
                thing.co_linetable,
                thing.co_exceptiontable,
            )
    return parts
