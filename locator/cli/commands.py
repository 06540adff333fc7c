"""What each command does: it joins the parts and reports; it holds no logic of its own."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import importlib.util
import json
import time
from collections.abc import Callable

from locator.cli import exchange
from locator.cli.many import batch
from locator.cli.options import UsageError, layers_of, look_of, make_folder, paint_of, say, scale_of, tell_new_stems
from locator.cli.review import opened, review
from locator.errors import AtlasError, LocatorError
from locator.types import Result

__all__ = ["COMMANDS", "UsageError"]


def annotate(arguments: argparse.Namespace) -> int:
    from locator import batch, record

    if arguments.out is None and not arguments.json:
        raise UsageError("name a folder for the results with --out DIR, or print the records with --json")
    look, paint = look_of(arguments), paint_of(arguments)
    jobs = batch.jobs(arguments.photos)
    if arguments.out is not None:
        make_folder(arguments.out)
        tell_new_stems(jobs)
        given = {photo.resolve() for photo in arguments.photos}
        for job in jobs:
            if (arguments.out / f"{job.stem}{batch.ANNOTATED}").resolve() in given:
                raise UsageError(f"the picture made of {job.photo} would overwrite another PHOTO; choose another --out")
    progress = _Progress(len(jobs))
    for job in jobs:
        if arguments.out is None:
            result, _ = batch.inspect(job.photo, look, None)
        else:
            result = batch.annotate(job, arguments.out, look, paint)
        if arguments.json:
            print(record.dumps(result, compact=True), flush=True)
        progress.tell(job.photo, result)
    return progress.exit_code()


def video(arguments: argparse.Namespace) -> int:
    from locator.cli import film

    layers = layers_of(arguments)
    named = bool(layers.zones or layers.goal)  # names of all zones would hide the foot, and hop about as it moves
    layers = dataclasses.replace(layers, legend=False, uncertainty=False, zone_names=named)
    film.annotate(arguments.film, arguments.out, layers, overwrite=arguments.overwrite, records=arguments.json)
    return 0


def place(arguments: argparse.Namespace) -> int:
    from locator import record
    from locator.files import write_whole
    from locator.placement import place

    scale = scale_of(arguments)
    result = record.read(arguments.record)
    size = (result.image.width, result.image.height)
    result = dataclasses.replace(result, feet=tuple(place(foot, **scale, size=size) for foot in result.feet))
    text = record.dumps(result)
    if arguments.out is None:
        print(text)
    else:
        write_whole(arguments.out, f"{text}\n".encode())
    return 0


def atlas(arguments: argparse.Namespace) -> int:
    from locator.atlas import load_atlas
    from locator.cli import show

    atlas = load_atlas()
    if arguments.code is None:
        entries = {"points": atlas.points, "zones": atlas.zones}
        if arguments.json:
            print(_json({kind: [entry.model_dump(mode="json", by_alias=True) for entry in entries[kind]] for kind in entries}))
        else:
            print(show.listing(atlas, arguments.lang))
        return 0
    try:
        entry = atlas.find(arguments.code)
    except AtlasError as error:
        raise UsageError(str(error)) from None
    print(_json(entry.model_dump(mode="json", by_alias=True)) if arguments.json else show.entry(entry, arguments.lang))
    return 0


def app(arguments: argparse.Namespace) -> int:
    from locator.cli.access import is_local, read_users
    from locator.cli.page import load_page

    if arguments.auth is not None and arguments.no_auth:
        raise UsageError("--auth and --no-auth exclude each other; give one of them")
    if not is_local(arguments.host) and arguments.auth is None and not arguments.no_auth:
        raise UsageError(
            f"--host {arguments.host} lets other machines in: say who may come with --auth FILE_OR_USER:PASSWORD, "
            "or --no-auth for everybody"
        )
    if arguments.mcp and arguments.auth is not None:
        raise UsageError("--mcp knows no passwords, so --auth would not protect it; serve one of them")
    try:
        users = None if arguments.auth is None else read_users(arguments.auth)
    except (ValueError, OSError) as error:
        raise UsageError(str(error)) from None
    for module, extra in (("gradio", "app"), ("mcp", "mcp")):
        if (extra == "app" or arguments.mcp) and importlib.util.find_spec(module) is None:
            raise LocatorError(f'the page needs the extra `{extra}`; run: pip install "foot-locator[{extra}]"')
    serve = load_page().serve
    with contextlib.nullcontext() if arguments.review is None else opened(arguments.review) as store:
        serve(arguments.host, arguments.port, auth=users, mcp=arguments.mcp, review=store)
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "annotate": annotate,
    "batch": batch,
    "video": video,
    "place": place,
    "review": review,
    "export": exchange.export,
    "import": exchange.import_,
    "score": exchange.score,
    "atlas": atlas,
    "app": app,
}


class _Progress:
    """One line on stderr for each photo, and one in the end when there are several."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._failed: list[str] = []
        self._start = time.monotonic()

    def tell(self, photo: object, result: Result) -> None:
        from locator.batch import brief

        self._done += 1
        if result.error is not None:
            self._failed.append(str(photo))
        count = f"[{self._done}/{self._total}] " if self._total > 1 else ""
        say(f"{count}{photo}: {brief(result)}")

    def exit_code(self) -> int:
        if self._total > 1:
            failed = f", {len(self._failed)} failed: {', '.join(self._failed)}" if self._failed else ""
            say(f"{self._done} pictures in {time.monotonic() - self._start:.1f} s{failed}")
        return 1 if self._failed else 0


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)
