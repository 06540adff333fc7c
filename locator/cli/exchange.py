"""The commands `locator export`, `import` and `score`: records to and from other tools, and against the truth."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from locator.cli.options import make_folder, say

if TYPE_CHECKING:
    from locator.scoring import Row, Truth
    from locator.types import Result

__all__ = ["EXPORT", "FORMATS", "IMPORT", "SCORE", "add_export", "add_import", "add_score", "export", "import_", "score"]

#: As in locator/exchange, which is not loaded for the sake of a help text; a test compares them.
FORMATS = ("coco", "yolo", "labelme", "labelstudio", "csv", "parquet")

EXPORT = (
    "Write records in the form of another tool. RESULTS is a folder of `locator batch`, its results.jsonl, one record,\n"
    "or a review store (review.sqlite, postgresql://...), of which what was accepted or corrected is written.\n"
    "What each form can say is told in docs/exchange.md."
)
IMPORT = (
    "Read annotations of another tool and write DIR/results.jsonl with one record a line. Cun, points and zones are\n"
    "filled in by `locator place`, or with --place."
)
SCORE = (
    "Compare results with what people say is true: a review store, or annotations in any form that `locator import`\n"
    "reads, or records. Photos are matched by name. Errors are in per cent of the foot's length (the greatest diameter of\n"
    "its outline); `close` is the share of landmarks within 5 %, those not found counted as not close."
)


def add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("results", metavar="RESULTS", help="what to write")
    parser.add_argument("--format", choices=FORMATS, required=True, help="the form")
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="folder for it")
    parser.add_argument("--photos", type=Path, metavar="DIR", help="folder that the records' names start from")


def add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("annotations", type=Path, metavar="ANNOTATIONS", help="a file or folder of another tool")
    parser.add_argument("--format", choices=FORMATS, help="its form (default: what it looks like)")
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="folder for results.jsonl")
    parser.add_argument("--place", action="store_true", help="fill in cun, points and zones")


def add_score(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("results", type=Path, metavar="RESULTS", help="a folder of `locator batch`, or records")
    parser.add_argument("--against", required=True, metavar="TRUTH", help="a review store, annotations, or records")
    parser.add_argument("--format", choices=FORMATS, help="the form of TRUTH (default: what it looks like)")
    parser.add_argument("--json", action="store_true", help="print JSON for machines")


def export(arguments: argparse.Namespace) -> int:
    from locator import exchange
    from locator.batch.folder import read_inputs

    make_folder(arguments.out)
    results = [truth.result for truth in _truths(arguments.results, None)]
    photos = {}
    if arguments.photos is not None:
        photos = {one.image.file: arguments.photos / one.image.file for one in results}
    elif Path(arguments.results).exists():
        source = Path(arguments.results)
        inputs = read_inputs(source if source.is_dir() else source.parent)
        photos = {name: job.photo for name, job in inputs.items() if isinstance(job.photo, Path)}
    written = exchange.export(results, arguments.out, arguments.format, photos)
    say(f"{written.photos} photos with {written.feet} feet are in {arguments.out}")
    if written.left_out:
        say(f"{len(written.left_out)} photos that could not be read are left out: {', '.join(written.left_out[:5])}")
    return 0


def import_(arguments: argparse.Namespace) -> int:
    from locator import exchange, record
    from locator.batch import RESULTS
    from locator.files import open_whole
    from locator.placement.again import place_again

    make_folder(arguments.out)
    count = 0
    with open_whole(arguments.out / RESULTS) as file:
        for result in exchange.load(arguments.annotations, arguments.format):
            if arguments.place:
                size = (result.image.width, result.image.height)
                result = dataclasses.replace(result, feet=tuple(place_again(foot, size) for foot in result.feet))
            file.write(f"{record.dumps(result, compact=True)}\n".encode())
            count += 1
    say(f"{count} records are in {arguments.out / RESULTS}")
    return 0


def score(arguments: argparse.Namespace) -> int:
    from locator.batch import read_results
    from locator.scoring import score

    scores = score(read_results(arguments.results), _truths(arguments.against, arguments.format))
    if arguments.json:
        print(json.dumps(dataclasses.asdict(scores), ensure_ascii=False, indent=1))
        return 0
    absent = f", {scores.absent} of them without a result" if scores.absent else ""
    print(f"{scores.photos} photos with a truth{absent}")
    print(f"{scores.found} of {scores.feet} feet found, {scores.extra} found where there is none")
    if scores.side is not None and scores.view is not None:
        print(f"right side {100 * scores.side:.1f} %, right view {100 * scores.view:.1f} %")
    print(f"\n{'':22}{'n':>7}{'median %':>10}{'90 of 100 %':>13}{'close %':>9}{'not found':>11}")
    _print([scores.whole])
    for title, rows in (("by view", scores.views), ("by reviewer", scores.reviewers), ("by landmark", scores.landmarks)):
        if [row.name for row in rows] != [""]:
            print(f"\n{title}")
            _print(rows)
    return 0


def _print(rows: list[Row] | tuple[Row, ...]) -> None:
    for row in rows:
        median, tail = (f"{100 * value:.2f}" if value is not None else "-" for value in (row.median, row.tail))
        print(f"{row.name or '(nobody named)':22}{row.count:7}{median:>10}{tail:>13}{100 * row.close:9.1f}{row.missed:11}")


def _truths(source: str, format_: str | None) -> Iterator[Truth]:
    """From a store, records, or annotations of another tool."""
    from locator import exchange
    from locator.batch import RESULTS, read_results
    from locator.scoring import Truth

    path = Path(source)
    if "://" in source or path.suffix in (".sqlite", ".db"):
        from locator.cli.review import need_extra

        need_extra()
        from locator.store import Store

        with Store(source) as store:
            yield from (Truth(result, who) for result, who in store.decided())
        return
    found: Iterator[Result]
    if format_ is None and (path.suffix == ".jsonl" or (path / RESULTS).is_file() or _is_record(path)):
        found = read_results(path)
    else:
        found = exchange.load(path, format_)
    yield from map(Truth, found)


def _is_record(path: Path) -> bool:
    return path.is_file() and path.suffix == ".json" and '"locator/' in path.read_text(encoding="utf-8", errors="replace")[:200]
