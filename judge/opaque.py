"""A value that could not leave the candidate's process."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Opaque:
    """Stands for such a value; `type_name` is what the candidate's process called its type."""

    type_name: str

    def __repr__(self) -> str:
        return f"<{self.type_name}>"
