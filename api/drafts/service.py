"""Checking, previewing and trying drafts. All of it leaves a cell free for candidates."""

import asyncio
import threading
from collections.abc import Awaitable
from dataclasses import asdict
from typing import Any, TypeVar

from api.context import Context
from api.drafts.checks import Check, Tell
from api.drafts.schemas import CheckResult, IssueShown, Preview, PreviewView
from api.errors import Invalid, InvalidProblem, Unavailable, issue_json
from api.problems.entries import prove_document, view_of
from api.submissions.checks import check_code
from judge import InputError, PublishError
from judge.gate import Progress, Step
from judge.gate.draft import preview, try_solution
from judge.gate.proof import prepare
from judge.proof import MutationResult, Proof
from judge.runner import Cancelled, CellDied
from judge.spec import AnyDocument, Source, SourceFile, SpecError, parse_document

Json = dict[str, Any]
Result = TypeVar("Result")

PREVIEW_SECONDS = 20.0
TRIAL_SECONDS = 60.0
_SANDBOX_FAILED = "The sandbox failed. Try again."


def decode_yaml(body: bytes) -> str:
    """Return the text of a request body. Raises Invalid when it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid("The body is not UTF-8.") from error


def parse_draft(context: Context, text: str, name: str = "draft") -> SourceFile[AnyDocument]:
    """Read a draft, which may name what is current. Raises SpecError."""
    return parse_document(text, f"{name}.yaml", context.catalogue.known())


def begin_check(context: Context, user_id: str, text: str) -> Check:
    """Start to take `text` through the gate. Raises CheckRunning."""

    def prove(stop: threading.Event, tell: Tell) -> Proof:
        source = parse_draft(context, text)

        def hear(progress: Progress) -> None:
            if isinstance(progress, Step):
                tell("step", asdict(progress))
            else:
                tell("mutants", _mutant_table(progress))

        proven = prove_document(source, context.share.until(stop), hear)
        for warning in proven.proof.warnings:
            tell("issue", issue_json(warning, "warning"))
        context.catalogue.proofs.add(source, proven)
        return proven.proof

    return context.checks.begin(user_id, prove)


def _mutant_table(found: MutationResult) -> Json:
    survivors = [{"id": item.mutant, **asdict(item)} for item in found.survivors]
    return {**asdict(found), "survivors": survivors}


def check_result(done: Json, mutants: Json | None) -> CheckResult:
    """Return the last event of a check as a body."""
    return CheckResult.model_validate({**done, "mutants": mutants})


async def preview_draft(context: Context, text: str) -> Preview:
    """Return what a candidate would see of a draft. Raises Unavailable."""
    try:
        source = await asyncio.to_thread(parse_draft, context, text)
    except SpecError as error:
        return Preview(issues=[IssueShown(**issue_json(i)) for i in error.issues], view=None)
    if not isinstance(source, Source):
        return Preview(issues=[], view=None, document=view_of(source))
    stop = threading.Event()
    look = asyncio.to_thread(preview, source, context.share.until(stop))
    view, issues = await _within(PREVIEW_SECONDS, stop, look)
    own = {"version": 0, "status": None, "acceptance": None, "given_up": False, "around": 0}
    return Preview(
        issues=[IssueShown(**issue_json(issue)) for issue in issues],
        view=PreviewView.model_validate({**view, **own}),
    )


async def try_draft(context: Context, text: str, code: str) -> Json:
    """Judge `code` against a draft, for its author. Raises InvalidProblem, Unavailable."""
    check_code(code, context.settings.max_code_bytes)
    stop = threading.Event()
    share = context.share.until(stop)

    def work() -> Json:
        source = parse_draft(context, text)
        if not isinstance(source, Source):
            raise Invalid("Only problems can be tried.", field="source")
        published = context.catalogue.drafts.find(source) or prepare(source, share)
        context.catalogue.drafts.add(source, published)
        return try_solution(published, code, share)

    try:
        return await _within(TRIAL_SECONDS, stop, asyncio.to_thread(work))
    except (SpecError, PublishError) as error:
        raise InvalidProblem(error.issues) from error
    except InputError as error:
        raise Invalid(str(error), field="code") from error


async def _within(seconds: float, stop: threading.Event, work: Awaitable[Result]) -> Result:
    """Await work in a thread, and stop it when it takes too long or nobody waits any more."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except (TimeoutError, Cancelled) as error:
        raise Unavailable(f"This took more than {seconds:.0f} s and was stopped.") from error
    except CellDied as error:
        raise Unavailable(_SANDBOX_FAILED) from error
    finally:
        stop.set()
