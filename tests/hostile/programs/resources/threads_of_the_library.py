"""Attacks: asks the linear algebra library for eight threads, and multiplies.

Must: get no thread, and wait for it until its time is up.
"""
# expect: ending=time answers=0 stdout=started
# given: cpu_seconds=0.2

import ctypes
import glob
import os

import numpy as np


def attack(x):
    folder = os.path.join(os.path.dirname(np.__file__), "..", "numpy.libs")
    (library,) = glob.glob(f"{folder}/libscipy_openblas64_*.so")
    ctypes.CDLL(library).scipy_openblas_set_num_threads64_(8)
    print("started", end="", flush=True)
    wide = np.ones((300, 300))
    return wide @ wide
