"""Attacks: raises an exception whose text is a subclass of text, which lies about its parts.

Must: be a fault with the text that it is.
"""
# expect: fault=Lying message=text


class Text(str):
    def __getitem__(self, key):
        return 5

    def __str__(self):
        return 5

    def encode(self, *arguments):
        return b"other"


class Lying(Exception):
    def __str__(self):
        return Text("text")


def attack(x):
    raise Lying
