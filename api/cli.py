"""The command `nabla`. Each command imports what it needs, so that judging stays quick to start."""

import argparse
import sys
from collections.abc import Sequence


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; each sets `run`, a function from arguments to status."""
    import api.client.commands
    import judge.cli

    parser = argparse.ArgumentParser(
        prog="nabla", description="A judge and a workbook for the mathematics of machine learning."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="start the service; settings: docs/settings.md")
    serve.set_defaults(run=_serve)

    openapi = commands.add_parser("openapi", help="print the OpenAPI document of the service")
    openapi.set_defaults(run=_openapi)

    api.client.commands.add_commands(commands)
    judge.cli.add_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit status."""
    parsed = build_parser().parse_args(arguments)
    status: int = parsed.run(parsed)
    return status


def _settings_error(error: Exception) -> int:
    print(f"nabla: {error}", file=sys.stderr)
    return 2


def _serve(_parsed: argparse.Namespace) -> int:
    from pydantic import ValidationError
    from sqlalchemy.exc import OperationalError

    from api.app import AlreadyRunning
    from api.serve import CannotListen, run
    from api.settings import Settings
    from judge.runner import SandboxUnavailable

    try:
        run(Settings())
    except (AlreadyRunning, CannotListen, SandboxUnavailable, ValidationError) as error:
        return _settings_error(error)
    except OperationalError as error:
        return _settings_error(Exception(f"the database cannot be used: {error.orig}"))
    return 0


def _openapi(_parsed: argparse.Namespace) -> int:
    import json

    from api.app import create_app
    from api.settings import Settings

    print(json.dumps(create_app(Settings()).openapi(), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
