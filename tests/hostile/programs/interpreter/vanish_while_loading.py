"""Attacks: leaves without ceremony, with status 0, before any test.

Must: be a crash with no answer.
"""
# expect: ending=crashed status=0 answers=0

import os

os._exit(0)
