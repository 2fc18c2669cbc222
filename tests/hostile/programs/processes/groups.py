"""Attacks: joins the super-user's group.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    os.setgroups([0])
