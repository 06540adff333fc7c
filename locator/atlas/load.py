"""Read the data files, validated: a wrong field names its file, its entry, the field, and what to do."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import pydantic

from locator.atlas.atlas import Atlas
from locator.atlas.check import check_references
from locator.atlas.model import AtlasPoint, AtlasZone
from locator.atlas.names import quote
from locator.atlas.practice import (
    Caution,
    Evidence,
    Glossary,
    Goal,
    GuideLine,
    LongitudinalZone,
    Meridian,
    PreparationStep,
    Routine,
    Source,
    Statement,
    System,
    Technique,
    TransverseRegion,
)
from locator.atlas.words import Model
from locator.errors import AtlasError

__all__ = ["load_atlas", "read_atlas"]


class _Points(Model):
    points: tuple[AtlasPoint, ...]


class _Zones(Model):
    systems: tuple[System, ...]
    guide_lines: tuple[GuideLine, ...]
    longitudinal_zones: tuple[LongitudinalZone, ...]
    transverse_regions: tuple[TransverseRegion, ...]
    zones: tuple[AtlasZone, ...]


class _Techniques(Model):
    pressure: tuple[Statement, ...]
    techniques: tuple[Technique, ...]


class _Meridians(Model):
    meridians: tuple[Meridian, ...]


class _Preparation(Model):
    steps: tuple[PreparationStep, ...]


class _Routines(Model):
    routines: tuple[Routine, ...]


class _Goals(Model):
    goals: tuple[Goal, ...]


class _Cautions(Model):
    cautions: tuple[Caution, ...]


class _Sources(Model):
    sources: tuple[Source, ...]


_File = TypeVar("_File", bound=Model)


@functools.cache
def load_atlas() -> Atlas:
    """The atlas of this package, read and validated once. Raises AtlasError when a data file is wrong."""
    return read_atlas(resources.files("locator.atlas") / "data")


def read_atlas(folder: Traversable) -> Atlas:
    """The atlas in `folder` (a `pathlib.Path` will do): the files that locator/atlas/data/ holds.

    Raises AtlasError for a missing file, broken JSON, a wrong field, or a reference to something that does not exist.
    """
    zones = _read(folder, "zones.json", _Zones)
    techniques = _read(folder, "techniques.json", _Techniques)
    atlas = Atlas(
        points=_read(folder, "points.json", _Points).points,
        zones=zones.zones,
        systems=zones.systems,
        guide_lines=zones.guide_lines,
        longitudinal_zones=zones.longitudinal_zones,
        transverse_regions=zones.transverse_regions,
        meridians=_read(folder, "meridians.json", _Meridians).meridians,
        techniques=techniques.techniques,
        pressure=techniques.pressure,
        preparation=_read(folder, "preparation.json", _Preparation).steps,
        routines=_read(folder, "routines.json", _Routines).routines,
        goals=_read(folder, "goals.json", _Goals).goals,
        cautions=_read(folder, "cautions.json", _Cautions).cautions,
        evidence=_read(folder, "evidence.json", Evidence),
        glossary=_read(folder, "glossary.json", Glossary),
        sources=_read(folder, "sources.json", _Sources).sources,
    )
    check_references(atlas)
    return atlas


def _read(folder: Traversable, name: str, model: type[_File]) -> _File:
    """One file, in pydantic's strict JSON mode: a number written as text is an error, not converted."""
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AtlasError(f"atlas file {name} cannot be read ({error}); reinstall the package or restore the file") from error
    try:
        return model.model_validate_json(text, strict=True)
    except pydantic.ValidationError as error:
        raise AtlasError(_explain(name, text, error)) from None


def _explain(name: str, text: str, error: pydantic.ValidationError) -> str:
    """The first problem of `error` in one line."""
    first = error.errors(include_url=False)[0]
    more = f" ({error.error_count() - 1} more problems follow)" if error.error_count() > 1 else ""
    if first["type"] == "json_invalid":
        return f"atlas file {name} is not JSON: {first['msg']}; correct it there{more}"
    entry, field = _place(json.loads(text), first["loc"])
    got = "" if first["type"] == "missing" else f", got {quote(first['input'])}"
    message = first["msg"].removeprefix("Value error, ")
    todo = "remove or rename it" if first["type"] == "extra_forbidden" else "correct it"
    return f"atlas file {name}, {entry}field {field}: {message}{got}; {todo}, docs/atlas.md tells what each field holds{more}"


def _place(data: Any, loc: Sequence[int | str]) -> tuple[str, str]:
    """`loc` as words: "entry KI1, " and the field's path within that entry."""
    if len(loc) >= 2 and isinstance(loc[1], int):
        entry = data[loc[0]][loc[1]]
        name = next(
            (entry[key] for key in ("code", "id", "topic") if isinstance(entry, dict) and key in entry), f"number {loc[1] + 1}"
        )
        return f"entry {name} of {loc[0]}, ", ".".join(map(str, loc[2:])) or "(the whole entry)"
    return "", ".".join(map(str, loc)) or "(the whole file)"
