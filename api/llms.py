"""`/llms.txt`: an index of the content for language models, see https://llmstxt.org."""

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from api.context import Context, Ctx
from api.problems.entries import AnyEntry
from judge.spec import Course, Lab

router = APIRouter()

_HEAD = """# Nabla

> A judge and a workbook for the mathematics of machine learning: problems to solve in NumPy, labs,
> question decks, and courses that put them in order.

Each link leads to JSON that can be read without an account. The page for people has the same
address without `/api/v1`. [The API](openapi.json) describes all calls.
"""
_KINDS = (
    ("course", "Courses", "courses"),
    ("lab", "Labs", "labs"),
    ("question", "Questions", "questions"),
    ("problem", "Problems", "problems"),
)


@router.get("/llms.txt", include_in_schema=False)
async def get_index(request: Request, context: Ctx) -> PlainTextResponse:
    """Courses, labs, questions and problems: a line each."""
    base = str(request.base_url)
    text = _HEAD.replace("(openapi", f"({base}openapi") + "".join(_sections(context, base))
    return PlainTextResponse(text, media_type="text/markdown")


def _sections(context: Context, base: str) -> Iterator[str]:
    for kind, title, folder in _KINDS:
        entries = context.catalogue.documents(kind)
        if entries:
            yield f"\n## {title}\n\n"
        for entry in entries:
            name = entry.document.title.replace("[", "(").replace("]", ")")
            yield f"- [{name}]({base}api/v1/{folder}/{entry.id}): {_line(entry)}\n"


def _line(entry: AnyEntry) -> str:
    """What a document is about, on one line."""
    document = entry.document
    if isinstance(document, Course):
        return _first_sentence(document.about)
    subjects = dict.fromkeys((*document.topics, *document.tags))
    words = f"{document.difficulty}; {', '.join(subjects)}"
    if isinstance(document, Lab):
        return f"{words}. {_first_sentence(document.goal or document.about)}".rstrip()
    return words


def _first_sentence(text: str) -> str:
    line = " ".join(text.split())
    end = line.find(". ")
    return line if end < 0 else line[: end + 1]
