"""The command `locator review`: a batch's photos in a store, for people to decide about."""

from __future__ import annotations

import argparse
import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from locator.cli.options import UsageError, say
from locator.errors import LocatorError

if TYPE_CHECKING:
    from locator.store import Store

__all__ = ["DESCRIPTION", "VARIABLE", "add_arguments", "need_extra", "opened", "review"]

#: Environment variable: the store when none is named; there a password is not seen by other users of the machine.
VARIABLE = "LOCATOR_STORE"

DESCRIPTION = (
    "Keep what reviewers decide about a batch's photos. STORE is a batch's folder (its review.sqlite), a file, or\n"
    f"postgresql://user@host/name (extra `postgres`); left out, it is {VARIABLE} in the environment. Needs the extra\n"
    "`review`. More: docs/batch.md."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, help_: str) -> argparse.ArgumentParser:
        sub = actions.add_parser(name, help=help_, description=f"{help_[0].upper()}{help_[1:]}.")
        sub.set_defaults(parser=sub)
        return sub

    for name, help_ in (("init", "make a store"), ("upgrade", "bring a store of an earlier version up to date")):
        _add_store(action(name, help_))
    taking = action("import", "take in the results of a batch; what was decided stays")
    taking.add_argument("batch", type=Path, metavar="DIR", help="folder that `locator batch` wrote")
    _add_store(taking, "default: DIR, made when it is not there")
    taking.add_argument("--audit", type=float, default=0.05, metavar="SHARE", help="drawn at random (default: %(default)s)")
    taking.add_argument("--seed", type=int, default=0, metavar="N", help="of that draw (default: %(default)s)")
    queue = action("queue", "list what a reviewer should look at, the neediest first")
    _add_store(queue)
    queue.add_argument("--reviewer", required=True, metavar="NAME", help="who is going to look")
    queue.add_argument("--second", action="store_true", help="photos that others decided, for a second opinion")
    queue.add_argument("--limit", type=int, default=50, metavar="N", help="at most so many (default: %(default)s)")
    _add_store(action("status", "say how far the review has come, and how far reviewers agree"))


def need_extra() -> None:
    """Raises LocatorError with what to install when the store cannot be used."""
    if any(importlib.util.find_spec(module) is None for module in ("sqlalchemy", "alembic")):
        raise LocatorError('a review store needs the extra `review`; run: pip install "foot-locator[review]"')


def review(arguments: argparse.Namespace) -> int:
    need_extra()
    _ACTIONS[arguments.action](arguments)
    return 0


def opened(where: str) -> Store:
    """The store for the page: what is new in it is said. Raises LocatorError."""
    need_extra()
    from locator.store import open_set

    store, new = open_set(where)
    if new is not None:
        say(f"{new.new} photos are taken in from {where} for review")
    return store


def _init(arguments: argparse.Namespace) -> None:
    from locator.store import Store
    from locator.store.database import shown, url_of

    where = _where(arguments)
    Store.create(where).close()
    say(f"{shown(url_of(where))} is ready and up to date")


def _import(arguments: argparse.Namespace) -> None:
    from locator.store import Store
    from locator.store.database import FILE

    where = arguments.store or os.environ.get(VARIABLE) or arguments.batch
    make = isinstance(where, Path) and not (where / FILE).exists()
    with Store.create(where) if make else Store(where) as store:
        done = store.import_batch(arguments.batch, audited=arguments.audit, seed=arguments.seed)
        progress = store.progress()
    say(f"{done.new} photos are new, {done.changed} have a new record, {done.same} are as they were; {progress.queued} wait")


def _queue(arguments: argparse.Namespace) -> None:
    from locator.store import Store, Wish

    wish = Wish("second" if arguments.second else "queue")
    with Store(_where(arguments)) as store:
        for item in store.queue(arguments.reviewer, wish, limit=arguments.limit):
            why = " ".join((*item.reasons, *(["audit"] if item.audited else [])))
            print(f"{item.name}\t{item.need:.2f}\t{item.state}\t{why}")


def _status(arguments: argparse.Namespace) -> None:
    from locator.store import Store, agreement

    with Store(_where(arguments)) as store:
        progress, agreed = store.progress(), agreement(store.reviews())
    print(f"{progress.decided} of {progress.total} photos decided, {progress.queued} in the queue")
    for state, count in sorted(progress.states.items()):
        print(f"  {count:6} {state}")
    for name, count in progress.by_reviewer.items():
        print(f"  {count:6} reviews by {name}")
    if not agreed.pairs:
        print("no photo has a second, blind opinion yet, so nothing is known of agreement")
        return
    print(f"{agreed.pairs} second opinions, {agreed.feet} feet in both, {agreed.lacking_feet} in one alone")
    for kind, value in (("side", agreed.side_kappa), ("view", agreed.view_kappa)):
        print(f"  kappa of {kind}: {'undefined, all the same' if value is None else f'{value:.2f}'}")
    print(f"  {'landmark':20} {'n':>5} {'median %':>9} {'mean %':>7}  of the foot's length")
    for name, spread in agreed.landmarks.items():
        print(f"  {name:20} {spread.count:5} {100 * spread.median:9.2f} {100 * spread.mean:7.2f}")


_ACTIONS: dict[str, Callable[[argparse.Namespace], None]] = {
    "init": _init,
    "upgrade": _init,
    "import": _import,
    "queue": _queue,
    "status": _status,
}


def _add_store(parser: argparse.ArgumentParser, more: str = f"default: {VARIABLE} in the environment") -> None:
    parser.add_argument("store", nargs="?", metavar="STORE", help=f"the store ({more})")


def _where(arguments: argparse.Namespace) -> str:
    where: str | None = arguments.store or os.environ.get(VARIABLE)
    if where is None:
        raise UsageError(f"name a STORE: a batch's folder, a file or a URL; or set {VARIABLE}")
    return where
