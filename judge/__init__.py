"""Nabla's judge: a library with no web and no database.

    library = load_library(Path("problems"))
    with CellPool.start() as pool:
        published = publish(library.sources["gradient-checking"], pool)
        report = judge(published, code, pool)

Theory of operation: `spec` reads a problem, `gate` proves it, `runner` runs code in a cell,
`compare` and `diagnosis` say what came of it. Only `cell` shares a process with untrusted code.
"""

from judge.errors import JudgeError
from judge.gate import PublishError, publish
from judge.judging import judge, run
from judge.own_inputs import InputError
from judge.published import Published
from judge.report import Report
from judge.verdict import Verdict

__all__ = [
    "InputError",
    "JudgeError",
    "PublishError",
    "Published",
    "Report",
    "Verdict",
    "judge",
    "publish",
    "run",
]
