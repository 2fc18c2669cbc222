"""Attacks: opens a hundred brackets and closes none, which parsers try again and again.

Must: be no Python, soon.
"""
# expect: failure=syntax fault=SyntaxError cpu_ms<250

SOURCE = "value = " + "[{(" * 33
