"""The command `locator`. Exit code 0: done; 1: some inputs failed (each is named on stderr); 2: wrong usage."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from locator.cli.parser import build_parser
from locator.errors import LocatorError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; wrong usage raises SystemExit(2), as argparse does."""
    parser = build_parser()
    arguments = parser.parse_args(argv)
    from locator.cli import commands  # after parsing: --help and wrong usage need nothing heavy

    try:
        return commands.COMMANDS[arguments.command](arguments)
    except commands.UsageError as error:
        command: argparse.ArgumentParser = arguments.parser
        command.error(str(error))
    except (LocatorError, OSError) as error:
        print(f"locator: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("locator: stopped", file=sys.stderr)
        return 130
