"""Attacks: declares an encoding in which its harmless text would be another program.

Must: be read as the text that it is.
"""
# expect: value=plain

SOURCE = "# -*- coding: rot13 -*-\ndef attack(x):\n    return 'plain'\n"
