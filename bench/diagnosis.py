"""How often the diagnosis names the mistake in a wrong answer, and how often it misleads.

    python -m bench.diagnosis [PATH ...] [--unnamed] [--json FILE]

Wrong answers come from three sources. *Mutants* of every reference solution in the library, one
edit each, run in cells as submissions do; those whose verdict is wrong_answer are looked at.
*Wrong solutions* that the problems' authors wrote, their own message withheld: mistakes as people
make them, in programs of their own. *Changes* of the right values themselves (negated, transposed,
times n, rounded...), for mistakes that mutants seldom make.

What counts as right
--------------------
A diagnosis says what is seen, and sometimes what was done. What is seen ("every value is twice what
it should be") is right when it is true of every failing test; that is checked here anew, for each
code in `_SEEN`. What was done ("the mean over n is missing", "a root is missing") is right only if
the mutant is of a kind that does that, see `_DONE`: else it counts as misleading, even where the
values look so. For a change of values the code must be the change's own, or one that is as true.

Columns: `named` is a cause or an exact relation of the whole wrong result. `author` is the message
of a wrong solution of the problem's author with the same values. `slip` is where all this says
nothing, but the values are those of a mutant that the publish gate has kept, and the kind of its
edit is told (right if it is the mutant's own kind). For mutants that is so by construction: read it
in the table of wrong solutions, which the gate has not made. `place` is a true statement on where
or when it is wrong, or that values differ by some unnamed factor: useful, but no name. `kind` only
tells the kind of failure (NaN, imprecise, a type). `facts`: no cause, but a shown test fails, which
is told how many entries differ, where the first stands and the largest relative error. `hidden`: no
cause, and only hidden tests fail, of whose values nothing more can be told.

Times are taken afterwards, see `bench.diagnosis_times`.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.changes import CHANGES
from bench.diagnosis_times import Wrong, table_of_times
from judge.diagnosis import Diagnosis, Judged, diagnose, lay
from judge.diagnosis.slips import WORDS
from judge.explain import explain
from judge.gate.company import most_together, run_together
from judge.gate.failing import prove_wrong
from judge.gate.findings import Findings
from judge.gate.mutants import Mutant, mutants
from judge.gate.progress import ignore
from judge.gate.proof import prepare
from judge.gate.slips import keep_slips
from judge.published import Published
from judge.runner import Answer, CellPool, Fault, Job
from judge.spec import Source, load_library

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = ("named", "author", "slip", "place", "kind", "facts", "hidden",
           "misleading")  # fmt: skip
_PLACE = frozenset(("entries", "part", "special_inputs", "proportional", "factor_per_row",
                    "factor_per_column", "some_factor", "step_size"))  # fmt: skip
_KIND = frozenset(("non_finite", "imprecise", "type", "dtype", "none", "length", "keys", "shape",
                   "too_many_axes", "too_few_axes"))  # fmt: skip
_MEAN = frozenset(("divisor-dropped", "function-swapped", "divide-to-multiply", "count-changed",
                   "factor-dropped", "multiply-to-divide", "axis-dropped", "axis-changed",
                   "statement-deleted", "operands-swapped", "accumulation-dropped"))  # fmt: skip
_FACTOR = _MEAN | {"constant-changed", "power-dropped", "power-changed", "term-dropped",
                   "power-to-multiply", "multiply-to-add", "function-dropped", "index-shifted",
                   "another-local-returned", "add-to-subtract", "subtract-to-add"}  # fmt: skip
# Words that say what was done: the kinds of mutants that do it.
_DONE: dict[str, frozenset[str]] = {
    "the mean over": _MEAN,
    "once too often": _MEAN | {"factor-dropped", "term-dropped", "add-to-subtract",
                               "subtract-to-add", "constant-changed"},
    "look for a factor": _FACTOR,
    "a factor 2 is missing": _FACTOR,
    "a root is missing": frozenset(("root-dropped", "power-dropped", "function-dropped")),
    "a log is missing": frozenset(("function-dropped", "function-swapped")),
    "quotient is upside down": frozenset(("operands-swapped", "multiply-to-divide",
                                          "divide-to-multiply", "divisor-dropped")),
    "look for `//`": frozenset(("floor-to-divide", "divide-to-multiply", "cast-dropped")),
    "one-sided": frozenset(("term-dropped", "sign-dropped", "add-to-subtract", "subtract-to-add",
                            "constant-changed", "eps-changed", "statement-deleted",
                            "factor-dropped", "index-shifted")),
    "a sum or a mean ran over it": frozenset(("axis-changed", "axis-dropped", "keepdims-dropped",
                                              "index-shifted", "function-swapped")),
    "work on a copy": frozenset(("copy-dropped", "statement-deleted", "function-dropped",
                                 "accumulation-dropped")),
}  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What became of one wrong answer."""

    problem: str
    cause: str
    column: str
    code: str
    message: str
    about: str = ""


def main() -> int:
    """Measure, print, write; the status is 1 when a right answer was given a cause."""
    parser = argparse.ArgumentParser(prog="bench.diagnosis")
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "problems"])
    parser.add_argument("--unnamed", action="store_true", help="list what has no name")
    parser.add_argument("--misleading", action="store_true", help="list what misleads")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "diagnosis.json")
    options = parser.parse_args()
    library = load_library(*options.paths)
    begun = time.monotonic()
    with CellPool.start() as pool, ThreadPoolExecutor(pool.size) as threads:
        one = Bench(pool)
        found = [r for rs in threads.map(one.measure, library.sources.values()) for r in rs]
    right = [result for result in found if result.column == "right"]
    wrong = [result for result in found if result.column != "right"]
    made = [result for result in wrong if result.cause.startswith("made ")]
    authors = [result for result in wrong if result.cause == "wrong solutions"]
    mutant = [result for result in wrong if result not in authors and result not in made]
    _table("Mutants by what was edited", mutant)
    _table("Wrong solutions of the authors, their message withheld", authors)
    _table("Changes of right values", made)
    for result in wrong:
        listed = options.unnamed and result.column in ("facts", "hidden", "kind")
        if listed or (options.misleading and result.column == "misleading"):
            print(f"{result.problem}: {result.cause}: {result.about}\n    {result.message}")
    print(
        f"\n{len(right)} right answers, {sum(bool(r.code) for r in right)} of them given a cause."
    )
    print(f"\n{table_of_times(one.problems, one.wrong)}")
    print(f"{time.monotonic() - begun:.0f} s in all, {len(library.sources)} problems.")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps([vars(result) for result in found], indent=1))
    return 1 if any(result.code for result in right) else 0


class Bench:
    """Runs the wrong answers of a problem and judges what is said of them."""

    def __init__(self, pool: CellPool) -> None:
        self._pool = pool
        self.problems: dict[str, bytes] = {}
        self.wrong: list[Wrong] = []

    def measure(self, source: Source) -> list[Result]:
        """All wrong answers of one problem, and some right ones."""
        published = prepare(source, self._pool)
        published = prove_wrong(published, self._pool, Findings(source), ignore)
        reference = self._run(published, source.problem.solution)
        milliseconds = [answer.time_ms for answer in reference]
        published = keep_slips(published, self._pool, reference)
        published = replace(published, time_s=min(published.time_s, 0.5))
        if any(case.tolerance.mode != "value" for case in published.cases):
            return []
        self.problems[source.problem.id] = published.to_bytes()
        found = [
            *self._mutants(published, milliseconds),
            *self._authors(published),
            *self._made(published),
        ]
        print(f"{source.problem.id}: {len(found)}", file=sys.stderr)
        return found

    def _mutants(self, published: Published, milliseconds: list[float]) -> Iterator[Result]:
        problem = published.problem
        yield from self._judged(published, self._run(published, problem.solution), "reference", "")
        found = mutants(problem.solution, problem.function)
        for mutant, answers in self._together(published, found, milliseconds):
            about = f"{mutant.before} -> {mutant.after}"
            yield from self._judged(published, answers, mutant.kind, about)

    def _authors(self, published: Published) -> Iterator[Result]:
        withheld = replace(published, mistakes=())
        for wrong in published.problem.wrong:
            answers = self._run(published, wrong.code)
            for result in self._judged(withheld, answers, None, wrong.name):
                if result.column != "right":
                    yield replace(result, cause="wrong solutions")

    def _together(
        self, published: Published, programs: Sequence[Mutant], milliseconds: list[float]
    ) -> Iterator[tuple[Mutant, Sequence[Answer]]]:
        """The programs' answers to all tests; without those that end their process."""
        tests = range(len(published.cases))
        most = most_together(published, tests)
        waiting = list(programs)
        while waiting:
            group = waiting[:most]
            answers = run_together(published, self._pool, group, tests, milliseconds)
            whole = len(answers) // len(tests)
            for number, program in enumerate(group[:whole]):
                yield program, answers[number * len(tests) : (number + 1) * len(tests)]
            waiting = waiting[min(whole + 1, len(group)) :]

    def _run(self, published: Published, code: str) -> Sequence[Answer]:
        """The answers of a program; none when it did not come to its end."""
        batches = (published.example_batch, published.hidden_batch)
        outcome = self._pool.run(Job(code, batches, published.limits))
        return outcome.answers if outcome.ending == "finished" and not outcome.failure else ()

    def _judged(
        self, published: Published, answers: Sequence[Answer], cause: str | None, about: str
    ) -> Iterator[Result]:
        if not answers:
            return
        tests, faults = {}, {}
        for index, (case, answer) in enumerate(zip(published.cases, answers, strict=True)):
            if answer.fault:
                faults[index] = answer.fault
                continue
            tests[index] = lay(case.given, answer.value, answer.changed)
        failing = [test for test in tests.values() if test.difference]
        first = next((i for i in sorted(tests | faults) if i in faults or tests[i].difference), -1)
        if first in faults:
            return  # the verdict is runtime_error: its exception says more
        said = explain(published, tests, faults, all_ran=True)
        if failing:
            self._note(published, tests, faults, withheld=not published.mistakes)
        column = _column(said, cause, failing, _is_shown(published, tests))
        code, words = (said.code, said.message) if said else ("", "")
        yield Result(published.problem.id, cause or "", column, code, words, about)

    def _note(
        self,
        published: Published,
        tests: dict[int, Judged],
        faults: dict[int, Fault],
        *,
        withheld: bool,
    ) -> None:
        values = {index: (test.actual, test.changed) for index, test in tests.items()}
        self.wrong.append(Wrong(published.problem.id, values, faults, withheld))

    def _made(self, published: Published) -> Iterator[Result]:
        plain = [(i, case) for i, case in enumerate(published.cases) if case.call is None]
        for name, (codes, change) in CHANGES.items():
            tests = {}
            for index, case in plain:
                value = change(case.expected, case)
                if value is None:
                    break
                tests[index] = lay(case.given, value)
            failing = [test for test in tests.values() if test.difference]
            if len(tests) < len(plain) or not failing:
                continue
            said = diagnose(list(tests.values()))
            self._note(published, tests, {}, withheld=True)
            column = _column(said, None, failing, True)
            if column == "named" and said and said.code not in codes and said.code not in _SEEN:
                column = "misleading"
            code, words = (said.code, said.message) if said else ("", "")
            yield Result(published.problem.id, f"made {name}", column, code, words)


def _is_shown(published: Published, tests: dict[int, Judged]) -> bool:
    """Whether a shown test fails, so that what differs can be told."""
    return any(t.difference and not published.cases[i].hidden for i, t in tests.items())


def _column(said: Diagnosis | None, kind: str | None, failing: list[Judged], shown: bool) -> str:
    if not failing:
        return "right"
    if said is None:
        return "facts" if shown else "hidden"
    if said.code == "known_mistake":
        return "author"
    if said.code == "slip":
        true = kind is None or WORDS.get(kind, "") in said.message
        return "slip" if true else "misleading"
    check = _SEEN.get(said.code)
    if check and "`result" not in said.message and not all(map(check, failing)):
        return "misleading"
    for words, kinds in _DONE.items():
        if kind is not None and words in said.message and kind not in kinds:
            return "misleading"
    if said.code == "factor" and "one and the same" in said.message:
        return "place"
    if said.code == "offset" and "same amount" in said.message:
        return "place"
    if said.code in _PLACE:
        return "place"
    return "kind" if said.code in _KIND else "named"


def _flat(test: Judged) -> tuple[Any, Any]:
    """All numbers of the expected and of the actual result, in order."""
    return np.array(_numbers(test.expected)), np.array(_numbers(test.actual))


def _numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [n for key in sorted(value, key=repr) for n in _numbers(value[key])]
    if isinstance(value, list | tuple):
        return [n for item in value for n in _numbers(item)]
    if value is None or isinstance(value, str):
        return []
    return np.asarray(value, float).ravel().tolist()


def _where_wrong(check: Callable[[Any, Any], Any]) -> Callable[[Judged], bool]:
    def holds(test: Judged) -> bool:
        expected, actual = _flat(test)
        if expected.shape != actual.shape:
            return False
        least = max(test.tolerance.atol, 1e-9 * float(np.abs(expected).max(initial=0)))
        wrong = np.abs(expected - actual) > least
        return bool(np.all(check(expected[wrong], actual[wrong])))

    return holds


def _same(left: Any, right: Any) -> Any:
    return np.isclose(left, right, rtol=2e-3, atol=1e-6)


# What a code says is seen, checked in another way than the diagnosis does.
_SEEN: dict[str, Callable[[Judged], bool]] = {
    "sign": _where_wrong(lambda e, a: _same(-e, a)),
    "factor": _where_wrong(lambda e, a: _same(e * np.median(a / e), a) if len(e) else True),
    "sign_and_factor": _where_wrong(lambda e, a: e * a < 0),
    "offset": _where_wrong(lambda e, a: _same(a - e, np.median(a - e)) if len(e) else True),
    "zeros": _where_wrong(lambda e, a: a == 0),
    "squared": _where_wrong(lambda e, a: _same(e**2, a)),
    "root": _where_wrong(lambda e, a: _same(e, a**2)),
    "reciprocal": _where_wrong(lambda e, a: _same(e * a, 1)),
    "absolute": _where_wrong(lambda e, a: _same(np.abs(e), np.abs(a))),
    "signs": _where_wrong(lambda e, a: _same(np.abs(e), np.abs(a))),
    "complement": _where_wrong(lambda e, a: _same(e + a, 1)),
    "clipped": _where_wrong(lambda e, a: a == 0),
    "zero_entries": _where_wrong(lambda e, a: a == 0),
    "sign_of_entries": _where_wrong(lambda e, a: _same(-e, a)),
    "turned": _where_wrong(lambda e, a: _same(np.round((a - e) / 2 / np.pi) * 2 * np.pi, a - e)),
    "permuted": lambda t: bool(np.all(_same(*map(np.sort, _flat(t))))),
    "sorted": lambda t: bool(np.all(_same(*map(np.sort, _flat(t))))),
    "reversed": lambda t: bool(np.all(_same(*map(np.sort, _flat(t))))),
    "float32": _where_wrong(lambda e, a: np.isclose(e, a, rtol=1e-2, atol=1e-4)),
    "rounded": _where_wrong(lambda e, a: np.abs(e - a) <= 1),
}


def _table(title: str, results: list[Result]) -> None:
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for result in results:
        rows[result.cause][result.column] += 1
    rows_ = sorted(rows.items(), key=lambda row: -row[1].total())
    print(f"\n{title}\n{'':28}{'all':>6}" + "".join(f"{name:>11}" for name in COLUMNS))
    total: Counter[str] = Counter()
    for name, row in rows_:
        total += row
        print(f"{name:28}{row.total():6}" + "".join(f"{row[c] or '':>11}" for c in COLUMNS))
    print(f"{'all':28}{total.total():6}" + "".join(f"{total[c]:11}" for c in COLUMNS))
    share = {c: 100 * total[c] / max(1, total.total()) for c in COLUMNS}
    print(f"{'share':34}" + "".join(f"{share[c]:10.1f}%" for c in COLUMNS))


if __name__ == "__main__":
    sys.exit(main())
