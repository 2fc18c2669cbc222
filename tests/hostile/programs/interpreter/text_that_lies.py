"""Attacks: raises an exception whose text is a subclass of text, which lies about its parts.

Must: be a fault like any other: the parts are taken by what text really is.
"""
# expect: fault=Lying message="text"


class Text(str):
    def __getitem__(self, key):
        return 5


class Lying(Exception):
    def __str__(self):
        return Text("text")


def attack(x):
    raise Lying
