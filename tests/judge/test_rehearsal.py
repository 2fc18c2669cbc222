"""A problem that has been rehearsed knows what diagnoses ask: the first costs what others cost."""

from judge import Published, publish
from judge.compare import compare
from judge.diagnosis import Judged
from judge.explain import explain
from judge.rehearsal import rehearse
from judge.runner import CellPool
from judge.spec import Library
from tests.judge.test_diagnosis_work import calls_of


def wrong(published: Published) -> dict[int, Judged]:
    """Right answers, each with its square added to it."""
    found = {}
    for index, case in enumerate(published.cases):
        value = case.expected + case.expected**2
        found[index] = Judged(case.given, value, compare(case.expected, value, case.tolerance))
    return found


def test_the_first_diagnosis_costs_what_others_cost(library: Library, pool: CellPool) -> None:
    kept = publish(library.sources["mse-gradient"], pool).to_bytes()

    def first(published: Published) -> tuple[int, int]:
        tests = wrong(published)
        runs = [calls_of(lambda: explain(published, tests, {}, all_ran=True)) for _ in range(2)]
        return runs[0], runs[1]

    cold, _ = first(Published.from_bytes(kept))
    ready = Published.from_bytes(kept)
    rehearse(ready)
    warm, later = first(ready)
    assert warm - later < 0.5 * (cold - later), (cold, warm, later)
