"""Attacks: prints when its last object is deleted, after the answers.

Must: keep its only answer and print nothing: nothing is deleted at the end.
"""
# expect: value=first stdout=""


class Late:
    def __del__(self):
        print("too late", flush=True)


late = Late()


def attack(x):
    return "first"
