"""Attacks: leaves a file that makes every later interpreter run a line of code.

Must: be refused.
"""
# expect: fault=PermissionError

import os
import site


def attack(x):
    folder = site.getsitepackages()[0]
    with open(os.path.join(folder, "left.pth"), "w") as file:
        file.write("import os; os._exit(0)")
