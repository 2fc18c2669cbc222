"""Attacks: reads the environment for tokens and settings of the service.

Must: find the few variables that a cell is given.
"""
# expect: value=[]

import os

KNOWN = {"LANG", "LC_CTYPE", "LD_BIND_NOW", "PYTHONHASHSEED", "MPLBACKEND", "MATPLOTLIBRC"}
KNOWN |= {f"{name}_NUM_THREADS" for name in ("MKL", "OMP", "OPENBLAS")}


def attack(x):
    return sorted(set(os.environ) - KNOWN)
