"""What all kinds of documents are made of: strict models, names, texts, checked Python."""

import ast
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from judge.spec.types import parse_type

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z_0-9]*$", max_length=80)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Text = Annotated[str, Field(max_length=100_000)]
_MAX_TYPE = 300


class Model(BaseModel):
    """Unknown fields are refused, "177" is no number; each field's docstring is its description."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


def _check_type(text: Any) -> Any:
    if isinstance(text, str) and len(text) <= _MAX_TYPE:
        parse_type(text)
    return text


def _compiles(source: str, mode: str, what: str) -> None:
    try:
        compile(source, "code", mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"not {what}: {error}") from None


def _check_python(source: Any) -> Any:
    if isinstance(source, str):
        _compiles(source, "exec", "Python")
    return source


def _check_expression(source: Any) -> Any:
    if isinstance(source, str):
        _compiles(source.strip(), "eval", "a Python expression")
        return source.strip()
    return source


T = TypeVar("T")
# A YAML list, kept as a tuple; everything else is taken strictly ("177" is no number).
Items = Annotated[tuple[T, ...], Field(strict=False)]
TypeText = Annotated[str, Field(max_length=_MAX_TYPE), BeforeValidator(_check_type)]
Python = Annotated[str, Field(max_length=100_000), BeforeValidator(_check_python)]
Expression = Annotated[
    str, Field(min_length=1, max_length=10_000), BeforeValidator(_check_expression)
]


def parse_python(source: str) -> list[ast.stmt]:
    """The statements of a piece of Python; none where it is too deep for a tree."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def find_function(source: str, name: str) -> ast.FunctionDef | None:
    """The function that a piece of Python defines at its top level under this name, if any."""
    for statement in parse_python(source):
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            return statement
    return None


def argument_names(function: ast.FunctionDef) -> list[str]:
    """The names of a function's positional arguments."""
    return [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
