"""Attacks: nests functions ninety deep, each closing over all the names outside.

Must: be compiled; its answer is wrong.
"""
# expect: value=None

SOURCE = (
    "def attack(x):\n"
    + "".join(" " * depth + f"def f{depth}(a{depth}):\n" for depth in range(1, 90))
    + " " * 90 + "return " + "+".join(f"a{depth}" for depth in range(1, 90)) + "\n"
)  # fmt: skip
