"""Attacks: names its function with mathematical letters, which Python takes for plain ones.

Must: be run as what Python takes it for.
"""
# expect: value=run

SOURCE = "def \U0001d41attack(x):\n    return 'run'\n"
