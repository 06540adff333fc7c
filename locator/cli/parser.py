"""The command line: what can be typed, and its help (docs/cli.md is made from it)."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from locator import __version__
from locator.cli import exchange, many, review

__all__ = ["build_parser", "help_pages"]

_CAUTION = "Not medical advice: points and zones are shown as their sources place them; see each entry's cautions."


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help of one width on every terminal, so that the documentation made from it is the same everywhere."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100, max_help_position=30)


def build_parser() -> argparse.ArgumentParser:
    """The parser of the command `locator`; the parsed arguments carry `command` and `parser`, the command's own."""
    parser = argparse.ArgumentParser(
        prog="locator",
        description="See where acupoints and reflexology zones lie on the bare foot in a photo.",
        epilog="exit code: 0 done; 1 some inputs failed, each named on stderr; 2 wrong usage\n"
        f"LOCATOR_THREADS in the environment: threads of one network run (default 2)\n\n{_CAUTION}",
        formatter_class=_Help,
    )
    parser.add_argument("--version", action="version", version=f"locator {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, help_: str, description: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=description, epilog=_CAUTION, formatter_class=_Help)
        sub.set_defaults(parser=sub)
        return sub

    annotate = command(
        "annotate",
        "find the feet in photos and draw points and zones on them",
        "For each photo write DIR/<stem>.json (one record) and DIR/<stem>.annotated.jpg.\n"
        "Photos of one stem keep their whole name instead: DIR/foot.png.json.\n"
        "Pictures: JPEG, PNG, WebP, TIFF, HEIC (extra `heic`), up to 100 megapixels.",
    )
    annotate.add_argument("photos", nargs="+", type=Path, metavar="PHOTO", help="a picture file")
    annotate.add_argument("--out", type=Path, metavar="DIR", help="folder for the results; may be left out with --json")
    batch = command("batch", "do the same for many pictures, and resume", many.DESCRIPTION)
    many.add_arguments(batch)
    for sub in (annotate, batch):
        sub.add_argument("--json", action="store_true", help="print the records too, one a line, on stdout")
        _add_layers(sub)
        _add_scale(sub)

    video = command(
        "video",
        "draw points and zones on the feet in a film",
        "Follow the feet in a film (anything that OpenCV reads) and write it anew with points and zones drawn on them,\n"
        "with the same size and frame rate. Sound is not kept. OUT ends in .mp4, .m4v, .mov, .mkv (MPEG-4) or .avi\n"
        "(Motion JPEG). A run that is stopped leaves no half-written film. Zones are named only when they are\n"
        "chosen with --zones or --goal; the cautions of all that is drawn are said at the end.",
    )
    video.add_argument("film", type=Path, metavar="IN", help="a film")
    video.add_argument("--out", type=Path, metavar="OUT", required=True, help="the film to write")
    video.add_argument("--overwrite", action="store_true", help="replace OUT when it is there already")
    video.add_argument("--json", action="store_true", help="print a record of each frame too, one a line, on stdout")
    _add_layers(video)

    place = command(
        "place",
        "place points and zones anew in a record",
        "Take a record whose feet have side, view, landmarks and outline (after a correction, or from another tool)\n"
        "and fill in cun, points and zones.",
    )
    place.add_argument("record", type=Path, metavar="RECORD.json", help="the record; its form is in docs/record.md")
    place.add_argument("--out", type=Path, metavar="FILE", help="write the record here instead of printing it")
    _add_scale(place)

    review.add_arguments(command("review", "keep what reviewers decide about a batch", review.DESCRIPTION))
    exchange.add_export(command("export", "write records in the form of another tool", exchange.EXPORT))
    exchange.add_import(command("import", "read annotations of another tool", exchange.IMPORT))
    exchange.add_score(command("score", "compare results with what people say is true", exchange.SCORE))

    atlas = command(
        "atlas",
        "list the points and zones, or show one",
        "Without CODE list all points and zones; with it show one: where it lies, what each source says, cautions.",
    )
    atlas.add_argument("code", nargs="?", metavar="CODE", help="a code (KI1, LV-3, UB60), a zone (kidneys) or a name (湧泉)")
    atlas.add_argument("--json", action="store_true", help="print JSON for machines")
    _add_language(atlas)

    app = command(
        "app",
        "serve the user interface",
        "Serve the page (extra `app`), for this machine only unless --host says otherwise. Stop with Ctrl+C.",
    )
    app.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine only)")
    app.add_argument("--port", type=_port, default=7860, help="port to listen on (default: %(default)s)")
    app.add_argument(
        "--auth",
        metavar="FILE_OR_USER:PASSWORD",
        help="who may come in: a file with one user:password a line (better: other users of this machine "
        "see what is typed on a command line), or one such pair",
    )
    app.add_argument("--no-auth", action="store_true", help="let everybody in who reaches another --host")
    app.add_argument(
        "--review",
        metavar="STORE",
        help="a batch to review (docs/review.md): the folder that `locator batch` wrote, a store's file, or "
        "postgresql://user@host/name (extra `review`)",
    )
    app.add_argument("--mcp", action="store_true", help="offer the endpoints as tools for AI programs too (extra `mcp`)")
    return parser


def help_pages() -> dict[str, str]:
    """The help text of `locator` and of each command, by what is typed before --help."""
    parser = build_parser()
    pages = {"locator": parser.format_help()}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            pages |= {f"locator {name}": sub.format_help() for name, sub in action.choices.items()}
    return pages


def _add_layers(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "what is drawn",
        "The record always holds all. With none of the first four: every visible point, and the zones that sources\n"
        "agree on. With any of them: what they name and nothing else.",
    )
    group.add_argument("--points", type=_names, metavar="KI1,LR3", help="these acupoints; `none` for no points")
    group.add_argument("--zones", type=_names, metavar="kidneys,...", help="these reflex zones; `none` for no zones")
    group.add_argument("--meridian", metavar="KI", help="the acupoints of a meridian")
    group.add_argument("--goal", metavar='"heel pain"', help="the points and zones that sources name for a goal")
    group.add_argument("--school", choices=("western", "chinese"), help="leave out zones that only the other school draws")
    group.add_argument("--landmarks", action="store_true", help="the landmarks too")
    _add_language(group)


def _add_language(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--lang", choices=("en", "zh-Hans", "zh-Hant"), default="en", help="language (default: %(default)s)")


def _add_scale(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("a measured thumb, for a better cun (its width at the knuckle is 1 cun)")
    group.add_argument("--thumb-px", type=_length, metavar="PX", help="its width in pixels of the photo")
    group.add_argument("--thumb-mm", type=_length, metavar="MM", help="its width in mm; needs --mm-per-px")
    group.add_argument("--mm-per-px", type=_length, metavar="MM", help="mm that one pixel of the photo shows at the foot")


def _names(text: str) -> tuple[str, ...]:
    if text.strip().lower() == "none":
        return ()
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise argparse.ArgumentTypeError("expected names separated by commas, or none")
    return names


def _length(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"expected a number above 0, got {text!r}")
    return value


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"expected a port from 1 to 65535, got {text!r}")
    return int(text)
