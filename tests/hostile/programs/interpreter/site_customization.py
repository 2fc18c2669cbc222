"""Attacks: imports the modules that Python runs at every start, to change them.

Must: find none that can be changed: nothing can be written where they would lie.
"""
# expect: fault=PermissionError

import os
import site


def attack(x):
    folder = site.getsitepackages()[0]
    with open(os.path.join(folder, "sitecustomize.py"), "w") as file:
        file.write("import os; os._exit(0)")
