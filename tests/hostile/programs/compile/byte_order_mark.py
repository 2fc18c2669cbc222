"""Attacks: begins its source with a mark of byte order.

Must: be told what the sign is: the source is text already.
"""
# expect: failure=syntax fault=SyntaxError message~U+FEFF

SOURCE = "\ufeffdef attack(x):\n    return x\n"
