"""What code and inputs must be before they are stored. No check runs anything."""

from typing import Any

from api.errors import Invalid, TooLarge
from judge.own_inputs import OTHER_FUNCTION
from judge.spec import Problem, TypeMismatch

MAX_DEPTH = 12


def check_code(code: str, max_bytes: int) -> None:
    """Raise TooLarge or Invalid for code that cannot be stored or judged."""
    try:
        size = len(code.encode())
    except UnicodeEncodeError as error:
        raise Invalid("The code is not valid Unicode.", field="code") from error
    if size > max_bytes:
        raise TooLarge(f"The code has {size} bytes; at most {max_bytes} are taken.")
    if "\0" in code:
        raise Invalid("The code has a NUL character.", field="code")


def check_plain(value: Any, depth: int = 0) -> None:
    """Raise Invalid for JSON that is too deep, or that holds what cannot be stored."""
    if depth > MAX_DEPTH:
        raise Invalid(f"Nested deeper than {MAX_DEPTH} levels.", field="inputs")
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Invalid("A text has characters that are not valid Unicode.", field="inputs")
    elif isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise Invalid("NaN and Infinity are not JSON.", field="inputs")
    elif isinstance(value, list):
        for item in value:
            check_plain(item, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            check_plain(name, depth)
            check_plain(item, depth + 1)


def check_inputs(problem: Problem, inputs: list[dict[str, Any]]) -> None:
    """Raise Invalid unless every case gives each parameter a value of its type."""
    check_plain(inputs)
    names = {parameter.name for parameter in problem.parameters}
    for number, case in enumerate(inputs):
        for name in sorted(names ^ set(case)):
            what = "is missing" if name in names else "is no parameter"
            raise Invalid(f"{name[:80]} {what}.", field=f"inputs.{number}")
        dims: dict[str, int] = {}
        for parameter in problem.parameters:
            try:
                parameter.value_type.coerce(case[parameter.name], dims)
            except TypeMismatch as error:
                field = f"inputs.{number}.{parameter.name}"
                raise Invalid(f"{parameter.name}: {error}", field=field) from error
            if not problem.may_give(parameter.name, case[parameter.name]):
                field = f"inputs.{number}.{parameter.name}"
                raise Invalid(f"{parameter.name}: {OTHER_FUNCTION}.", field=field)
