"""Attacks: asks for a regular exit before any test.

Must: fail to load.
"""
# expect: failure=load fault=SystemExit answers=0

import sys

sys.exit(0)
