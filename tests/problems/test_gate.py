"""The whole library goes through the publish gate, as it does before it is offered."""

from judge.gate.library import prove_all
from judge.runner import CellPool
from judge.spec import load_library
from scripts.library import PAGE, library_page

from .conftest import LIBRARY


def test_every_file_of_the_library_proves_itself() -> None:
    library = load_library(LIBRARY)
    assert [str(issue) for issue in library.issues] == []
    with CellPool.start() as pool:
        results = list(prove_all(library.files, pool, None, lambda source, progress: None))
    assert [str(issue) for result in results for issue in result.issues] == []
    assert len(results) == len(library.files) > 100
    # A stale page is written anew by `python -m scripts.library`.
    assert PAGE.read_text() == library_page(results)
    for result in results:
        if result.source.document.kind == "problem":
            assert result.mutation is not None
            assert result.mutation.killed >= 10, result.source.path
    # Each wrong solution has run in a cell: it draws its own message, in every problem.
    warnings = [warning for result in results if result.proof for warning in result.proof.warnings]
    assert [str(warning) for warning in warnings if warning.field.endswith(".message")] == []
