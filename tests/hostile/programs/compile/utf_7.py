"""Attacks: hides code in a comment by declaring UTF-7, where a comment can hold a line break.

Must: be read as the text that it is.
"""
# expect: value=plain

SOURCE = "# coding: utf-7\n# +AAo-import os; os._exit(0)\ndef attack(x):\n    return 'plain'\n"
