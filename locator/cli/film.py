"""The command `locator video`: a film with points and zones drawn on its feet, and how far it has come."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from locator import video
from locator.atlas import load_atlas
from locator.drawing import Layers
from locator.drawing.choice import choose
from locator.drawing.legend import cautions
from locator.live import LiveResult

__all__ = ["annotate"]

_WIDTH = 24


def annotate(source: Path, target: Path, layers: Layers, *, overwrite: bool, records: bool) -> None:
    """Write the film; `records`: print a record of each frame, one a line."""
    progress = _Progress(source)
    heed = _Cautions(layers)

    def tell(result: LiveResult, announced: int) -> None:
        if records:
            print(json.dumps(result.to_dict(), ensure_ascii=False, separators=(",", ":")), flush=True)
        heed.look(result)
        progress.step(announced)

    done = video.annotate(source, target, layers, overwrite=overwrite, tell=tell)
    progress.end()
    _say(
        f"{target}: {done.frames} frames, {done.with_feet} with a foot, {done.width} x {done.height}, {done.rate:g} a second; "
        "sound is not kept"
    )
    if done.announced - done.frames > max(2, 0.02 * done.announced):
        _say(f"{source} breaks off: it claims {done.announced} frames, {done.frames} could be read")
    heed.tell()


class _Cautions:
    """The film has no legend: the cautions of what is drawn in it are said once it is written."""

    def __init__(self, layers: Layers) -> None:
        self._layers = layers
        self._known: set[tuple[str, str]] = set()
        self._lines: dict[str, None] = {}

    def look(self, result: LiveResult) -> None:
        seen = {(track.foot.side, track.foot.view) for track in result.tracks}
        if not seen <= self._known:
            self._known |= seen
            atlas = load_atlas()
            self._lines |= dict.fromkeys(cautions(choose(self._layers, result.result, atlas), self._layers, atlas))

    def tell(self) -> None:
        for line in self._lines:
            _say(line)
        _say(load_atlas().evidence.disclaimer.get(self._layers.lang))


class _Progress:
    """One line on stderr that is written over on a terminal; elsewhere a line for every tenth of the film."""

    def __init__(self, source: Path) -> None:
        self._source, self._start = source, time.monotonic()
        self._done = self._told = 0
        self._over = sys.stderr.isatty()

    def step(self, total: int) -> None:
        self._done += 1
        tenth = 10 * self._done // total if total else self._done // 100
        if not self._over and tenth == self._told:
            return
        self._told = tenth
        rate = self._done / max(time.monotonic() - self._start, 1e-3)
        if total:
            share = min(1.0, self._done / total)
            left = max(0, total - self._done) / rate
            bar = "#" * round(share * _WIDTH)
            text = f"[{bar:.<{_WIDTH}}] {self._done}/{total} frames, {rate:.1f} a second, {left:.0f} s left"
        else:
            text = f"{self._done} frames, {rate:.1f} a second"
        line = f"{self._source.name}: {text}"
        sys.stderr.write(f"\r{line:<78}" if self._over else f"{line}\n")
        sys.stderr.flush()

    def end(self) -> None:
        if self._over:
            sys.stderr.write("\n")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
