"""The command `locator batch`: many photos by several processes, or by a cluster."""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from locator.cli.options import UsageError, layers_of, look_of, make_folder, paint_of, say, scale_of, tell_new_stems

if TYPE_CHECKING:
    from locator.batch import Crew, Jobs, Out, Place

__all__ = ["DESCRIPTION", "add_arguments", "batch"]

DESCRIPTION = (
    "For every picture write what `annotate` writes, and DIR/results.jsonl with one record a line, in the order of\n"
    "the pictures. A tree of folders is mirrored in DIR, and records call pictures by their path below the deepest\n"
    "folder that holds all sources. A picture that cannot be read becomes a record with `error`. In the end there\n"
    "are DIR/contact.html to look through and DIR/to_look_at.csv with what failed or is doubtful.\n"
    "Run again with the same options after a stop, however it came about: what is done is kept, failed pictures are\n"
    "tried again. To have a picture done anew, delete its DIR/<stem>.json. FOLDER and DIR may be URLs such as\n"
    "s3://bucket/feet (extra `cluster`), and with --ray the machines of a Ray cluster do the work. More: docs/batch.md."
)
_MANY = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="FOLDER",
        help="a folder with pictures; or a picture, a pattern ('photos/**/*.jpg'), a manifest (.csv, .parquet), "
        "or - for a list of paths on stdin",
    )
    parser.add_argument("--out", type=_place, metavar="DIR", required=True, help="folder for the results, or a URL")
    parser.add_argument("-r", "--recursive", action="store_true", help="the folders below FOLDER too")
    parser.add_argument("--column", default="path", metavar="NAME", help="column of a manifest with paths (default: %(default)s)")
    parser.add_argument("--root", type=_place, metavar="DIR", help="folder from which pictures are named and mirrored")
    parser.add_argument("--workers", type=_count, metavar="N", help="processes (default: one for each core)")
    parser.add_argument(
        "--ray", metavar="ADDRESS", help="work on the Ray cluster at HOST:PORT, or auto, or local (extra `cluster`)"
    )
    parser.add_argument("--no-pictures", action="store_true", help="write records alone: faster, and a tenth of the room")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")


def batch(arguments: argparse.Namespace) -> int:
    from locator import batch

    jobs = _jobs(arguments)
    if isinstance(arguments.out, Path) and not arguments.dry_run:
        make_folder(arguments.out)
    with batch.opened(arguments.out) as out:
        planned = batch.plan(jobs, out)
        if arguments.dry_run:
            for job in planned.todo.values():
                print(f"{job.photo}\t{arguments.out / job.stem}.json")
            say(f"{len(planned.todo)} of {len(jobs)} pictures would be done; nothing was written")
            return 0
        tell_new_stems(jobs.values())
        if len(planned.todo) < len(jobs):
            say(f"{len(jobs) - len(planned.todo)} of {len(jobs)} pictures are done already")
        failed = _run(arguments, jobs, out, len(planned.todo))
        if arguments.json:
            with (out.path / batch.RESULTS).open(encoding="utf-8") as file:
                for line in file:
                    print(line, end="")
        _summary(out, arguments.out, arguments.lang)
    return 1 if failed else 0


def _run(arguments: argparse.Namespace, jobs: Jobs, out: Out, todo: int) -> int:
    """Do what is to do; how many pictures failed."""
    from locator import batch
    from locator.cli.progress import Steps

    failed = 0
    with Steps(todo) as steps:

        def tell(done: batch.Done) -> None:
            nonlocal failed
            failed += done.error is not None
            steps.step(None if done.error is None else f"{done.job.photo}: {done.said}")

        batch.run(jobs, out, _crew(arguments, out), settings=_settings(arguments), tell=tell)
    return failed


def _crew(arguments: argparse.Namespace, out: Out) -> Crew:
    from locator import batch

    look, paint = look_of(arguments), None if arguments.no_pictures else paint_of(arguments)
    if arguments.ray is None:
        return batch.processes(out.place, look, paint, arguments.workers or batch.usable_cores())
    from locator.batch.cluster import cluster

    return cluster(arguments.ray, out.place, look, paint, arguments.workers, _weights)


def _jobs(arguments: argparse.Namespace) -> Jobs:
    from locator import batch
    from locator.errors import BatchError

    try:
        inputs = batch.find(
            arguments.sources,
            recursive=arguments.recursive,
            stdin=sys.stdin.buffer if "-" in arguments.sources else None,
            column=arguments.column,
            root=arguments.root,
        )
    except BatchError as error:
        raise UsageError(str(error)) from None
    sources = ", ".join(arguments.sources)
    if not inputs.photos:
        below = "" if arguments.recursive else "; with -r the folders below are searched too"
        raise UsageError(f"FOLDER {sources} holds no picture (JPEG, PNG, WebP, TIFF, HEIC){below}")
    if inputs.left_out:
        say(f"{len(inputs.left_out)} files are no pictures by their names and left out: {_some(inputs.left_out)}")
    jobs = batch.Jobs(batch.named(inputs.photos, inputs.root))
    for job in jobs.values():
        made = arguments.out / f"{job.stem}{batch.ANNOTATED}"
        if (made.absolute() if isinstance(made, Path) else made) in inputs.photos:
            raise UsageError(f"the picture made of {job.photo} would overwrite another input; choose another --out")
    return jobs


def _settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the results depend on besides the photos."""
    from locator import __version__

    return {
        "locator": __version__,
        "weights": _weights(),
        "scale": dict(scale_of(arguments)),
        "pictures": None if arguments.no_pictures else dataclasses.asdict(layers_of(arguments)),
    }


def _weights() -> dict[str, str]:
    """Which weights this machine has."""
    from locator.vision.weights import facts

    return {name: facts(name)["sha256"] for name in ("detector", "landmarks")}


def _summary(out: Out, place: Place, lang: Any) -> None:
    from locator.batch.contact import OVERVIEW
    from locator.batch.report import report
    from locator.batch.summary import TO_LOOK_AT

    total = report(out, lang)
    out.settle()
    say(
        f"{total.photos} pictures: {total.with_foot} with a foot, {total.doubtful} of them doubtful; {total.refused} without; "
        f"{total.failed} failed"
    )
    for why, count in total.failures.most_common():
        names = [case.file for case in itertools.islice(total.worst(), min(count, _MANY + 1))]  # failures come first
        say(f"  {count} failed: {why}" + (f" ({_some(names)})" if len(total.failures) == 1 else ""))
    say(f"look through them: {place / OVERVIEW}" + (f"; what needs an eye: {place / TO_LOOK_AT}" if total.cases else ""))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_MANY]) + (", ..." if len(names) > _MANY else "")


def _place(text: str) -> Place:
    from locator.batch.places import place

    return place(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 256:
        raise argparse.ArgumentTypeError(f"expected a number of processes from 1 to 256, got {text!r}")
    return int(text)
