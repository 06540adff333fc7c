"""Where a batch writes: a folder of this machine; `mirror` has the kind that lies at a URL."""

from __future__ import annotations

from pathlib import Path

from locator.batch.places import Place

__all__ = ["Out"]


class Out:
    """A folder for results. What a batch keeps as a whole (results.jsonl, inputs.csv, ...) is written in `path`; records and
    drawings of photos go to `place`, which workers may reach from other machines."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def place(self) -> Place:
        return self.path.absolute()

    def holds(self, name: str) -> bool:
        """Whether a photo's file lies in the folder, by its path from there on."""
        return (self.path / name).exists()

    def begin(self) -> None:
        """The batch's settings and inputs are in `path`; photos are done from now on."""

    def note(self, line: str) -> None:
        """One more record is in results.jsonl."""

    def end(self) -> None:
        """All photos are done."""

    def settle(self) -> None:
        """All files in `path` are as they should stay."""
