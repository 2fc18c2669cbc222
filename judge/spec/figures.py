"""Figures of statements: data that a page draws, never code. `![alt](figure:NAME)` places one."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from judge.spec.base import Items, Line, Model, Slug, Text
from judge.spec.document import Path

# Bounded, so that no text takes long to search.
_PLACE = re.compile(r"\]\(figure:([^)\s]{0,200})\)")

Number = Annotated[float, Field(allow_inf_nan=False)]
Edge = Annotated[tuple[Line, ...], Field(strict=False, min_length=2, max_length=3)]
Cell = str | int | float | bool | None


class Series(Model):
    """Points of one color and one name."""

    label: Line | None = None
    """Its name in the legend; none where the plot has one series."""
    style: Literal["line", "points", "dashed", "bars"] = "line"
    """How its points are drawn."""
    points: Items[Annotated[tuple[Number, Number], Field(strict=False)]] = Field(
        min_length=1, max_length=2000
    )
    """Pairs `[x, y]`, in the order in which a line joins them."""


class Plot(Model):
    """Series over two axes."""

    x: Line
    """The horizontal axis' label; may hold $TeX$."""
    y: Line
    """The vertical axis' label; may hold $TeX$."""
    series: Items[Series] = Field(min_length=1, max_length=12)
    """What is drawn."""
    x_scale: Literal["linear", "log"] = "linear"
    """The horizontal axis' scale."""
    y_scale: Literal["linear", "log"] = "linear"
    """The vertical axis' scale."""


class Node(Model):
    """A node of a graph."""

    id: Line
    """What edges call it."""
    label: Line | None = None
    """What is written in it; may hold $TeX$. The default is its id."""
    kind: Literal["input", "constant", "operation", "output"] = "operation"
    """Constants are drawn in gray, and no gradient flows to them."""


class Graph(Model):
    """A directed graph without cycles, drawn from left to right."""

    nodes: Items[Node] = Field(min_length=1, max_length=100)
    """Its nodes."""
    edges: Items[Edge] = Field((), max_length=300)
    """Pairs `[from, to]` of node ids; a third text is the edge's label."""

    @model_validator(mode="after")
    def _is_a_dag(self) -> Self:
        ids = [node.id for node in self.nodes]
        for name in ids:
            if ids.count(name) > 1:
                raise ValueError(f"the node {name!r} stands here twice")
        before: dict[str, set[str]] = {name: set() for name in ids}
        for source, target, *_ in self.edges:
            for name in (source, target):
                if name not in before:
                    raise ValueError(f"an edge names {name!r}, which is no node")
            before[target].add(source)
        while before:
            free = {name for name, sources in before.items() if not sources}
            if not free:
                raise ValueError(f"the edges go round in a circle at {min(before)!r}")
            before = {name: left - free for name, left in before.items() if name not in free}
        return self


class Table(Model):
    """Columns and rows."""

    columns: Items[Line] = Field(min_length=1, max_length=30)
    """The head of each column; may hold $TeX$."""
    rows: Items[Items[Cell]] = Field(max_length=500)
    """Each row has a cell for each column."""

    @model_validator(mode="after")
    def _rows_are_full(self) -> Self:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} has {len(row)} cells for {len(self.columns)}")
        return self


class Figure(Model):
    """A figure: exactly one of `plot`, `graph` and `table`."""

    name: Slug
    """What `![alt](figure:NAME)` in a text calls it."""
    alt: Text = Field(min_length=1)
    """What it shows, in words, for those who cannot see it."""
    caption: Text = ""
    """Written below it; Markdown."""
    plot: Plot | None = None
    """A plot of points."""
    graph: Graph | None = None
    """A directed graph, such as an expression's."""
    table: Table | None = None
    """A table."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if sum(part is not None for part in (self.plot, self.graph, self.table)) != 1:
            raise ValueError("give one of `plot`, `graph` and `table`")
        return self


def placed_figures(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Where the texts in some data place figures, and their names."""
    if isinstance(data, str):
        for match in _PLACE.finditer(data):
            yield path, match.group(1)
    elif isinstance(data, dict):
        for key, item in data.items():
            yield from placed_figures(item, (*path, key))
    elif isinstance(data, list | tuple):
        for index, item in enumerate(data):
            yield from placed_figures(item, (*path, index))
