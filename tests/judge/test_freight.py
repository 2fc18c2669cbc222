"""Jobs and outcomes that another process handles are what they were."""

import numpy as np
import pytest

from judge.opaque import Opaque
from judge.runner import Batch, Call, CellPool, Generation, Job, Limits
from judge.runner.figures import Drawing, FigureLimits
from judge.runner.freight import pack_job, pack_outcome, unpack_job, unpack_outcome
from judge.runner.job import Answer, Failure, Fault, Frame, Outcome, OwnFunction
from judge.runner.wire import WireError


def test_a_job_comes_out_as_it_went_in() -> None:
    calls = Batch(
        cases=(Call({"x": np.arange(6.0).reshape(2, 3), "k": 2**70, "s": "\N{SNOWMAN}"}, "f(x)"),),
        call="f(x, k, s)",
        function="f",
        setup=("import numpy as np",),
        own=(OwnFunction("g", "def g(): pass", imports=("numpy",)),),
        callables=("h",),
        imports=("numpy",),
        forbid=("numpy.gradient",),
        figures=FigureLimits(each=2),
    )
    generated = Batch(cases=(Generation("x = rng.random()", 7, 1, ("x",)),))
    job = Job("def f(x, k, s): ...", (calls, generated), Limits(cpu_seconds=3.0))
    again = unpack_job(pack_job(job))
    assert pack_job(again) == pack_job(job)
    assert [batch.parcel.size for batch in again.batches] == [
        batch.parcel.size for batch in job.batches
    ]
    assert again.batches[0].figures == FigureLimits(each=2)
    assert (again.code, again.limits, again.batches[1]) == (job.code, job.limits, generated)


def test_an_outcome_comes_out_as_it_went_in() -> None:
    fault = Fault("ValueError", "no", 3, (Frame(3, "f"), Frame(1, "g", 0)))
    answers = (
        Answer({"a": [1.5, float("nan")], (1, 2): Opaque("module")}, stdout="x", time_ms=1.5),
        Answer(fault=fault, changed=("x",), figures=(Drawing(b"\x89PNG", 3, 2, "title"),)),
    )
    outcome = Outcome(answers, "crashed", Failure("load", fault), "out", 9, None, 1.0, 2048)
    again = unpack_outcome(pack_outcome(outcome))
    assert repr(again) == repr(outcome)


@pytest.mark.parametrize("data", [b"", b"\0" * 8, b"\x02\0\0\0\0\0\0\0{}", b"\xff" * 20])
def test_what_is_neither_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        unpack_job(data)
    with pytest.raises(WireError):
        unpack_outcome(data)


def test_a_cell_runs_what_has_travelled(pool: CellPool) -> None:
    job = Job("def f(x):\n    print('hi')\n    return x * 2\n", (Batch((Call({"x": 3}),), "f(x)"),))
    outcome = unpack_outcome(pack_outcome(pool.run(unpack_job(pack_job(job)))))
    assert (outcome.ending, outcome.answers[0].value, outcome.answers[0].stdout) == (
        "finished",
        6,
        "hi\n",
    )
