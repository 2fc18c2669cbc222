"""Reports for people at a terminal."""

import re
from typing import Any

# What a terminal obeys instead of showing it, and what makes text look otherwise than it is: all
# control characters but line ends and tabs, and marks of direction.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text as a terminal may get it: what it would obey is written as `\\x1b`, for one.

    What programs print, raise and return is of their making, and so are authors' own errors.
    """
    return _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def report_text(report: dict[str, Any], *, results: bool = False) -> str:
    """A report, as `Report.to_json` or the service gives it, for a terminal.

    With `results`, what shown tests returned and printed also where they are right.
    """
    verdict = str(report["verdict"]).replace("_", " ")
    used = f"{report['time_ms']:.1f} ms, {report['memory_kib'] / 1024:.1f} MiB"
    lines = [f"{verdict}: {report['passed']} of {report['total']} tests, {used}"]
    if report["diagnosis"]:
        lines.append(report["diagnosis"]["message"].strip())
    if report.get("error"):
        lines.append(report["error"]["traceback"])
    for test in report["tests"]:
        if test["verdict"] == "accepted" and not (results and not test["hidden"]):
            continue
        name = f"{test['name']} (hidden)" if test["hidden"] else test["name"]
        why = test["diagnosis"]["message"].strip() if test["diagnosis"] else test["verdict"]
        why = "right" if why == "accepted" else why
        lines.append(f"  {name}: {why}")
        if not test["hidden"] and test.get("stdout"):
            lines.append("    printed  " + _indent(test["stdout"].rstrip("\n")))
        if not test["hidden"] and test["actual"]:
            lines.append(f"    expected {_indent(test['expected']['text'])}")
            lines.append(f"    got      {_indent(test['actual']['text'])}")
        if test.get("error"):
            lines.append("    " + test["error"]["traceback"].replace("\n", "\n    "))
    return printable("\n".join(lines))


def _indent(text: str) -> str:
    return text.replace("\n", "\n             ")
