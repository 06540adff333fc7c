"""What one atlas entry holds: frozen pydantic models, one per kind of entry in locator/atlas/data/*.json.

Unknown keys are refused, so a misspelt field is found when the file is loaded. Words for readers are in all languages
(`Names`, `Told`); fields of type `Text` are English, for those who work on the atlas, or names that no language changes.
Frames in which shapes and fallbacks are given (medial to lateral, so the same numbers serve a left and a right foot) are
explained in glossary.json and docs/atlas.md.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from locator.atlas.words import Model, Named, Text, Told
from locator.types import View

__all__ = [
    "XY",
    "AtlasPoint",
    "AtlasZone",
    "Claim",
    "Confidence",
    "EntryCaution",
    "Fallback",
    "FormerCode",
    "Level",
    "School",
    "Seconds",
    "Surface",
    "Toe",
    "ToeBox",
]

Level = Literal["high", "medium", "low"]
School = Literal["chinese", "western", "both", "seed"]
Surface = Literal["plantar", "dorsal", "medial", "lateral"]
XY = tuple[float, float]
Polygon = Annotated[tuple[XY, ...], Field(min_length=3)]
Toe = Annotated[int, Field(ge=1, le=5)]
Seconds = tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(ge=0)]]

#: Combining macron, acute, caron and grave: the four tones. The diaeresis of "nü" is a letter and stays.
_TONES = dict.fromkeys(map(ord, "\u0304\u0301\u030c\u0300"))


class EntryCaution(Told):
    """A caution of one point or zone. `condition` is the id of an entry in cautions.json; `standing` says how firm it is:
    `stated` by a source in so many words, `traditional` teaching, `disputed` between sources, or `unconfirmed`."""

    condition: str
    standing: Literal["stated", "traditional", "disputed", "unconfirmed"]
    sources: tuple[str, ...]


class Claim(Model):
    """What one source says of a point or zone, kept as its claim and never as the program's own. `name` is what it calls the
    point, in its own words."""

    source: str
    text: Told | None = None
    name: Text | None = None
    location: Told | None = None
    techniques: tuple[str, ...] = ()
    how: Told | None = None
    duration: Told | None = None
    seconds: Seconds | None = None
    repeat: Told | None = None
    goal: Told | None = None
    benefits: tuple[Told, ...] = ()
    caution: Told | None = None


class Fallback(Model):
    """A rough place, used only when no landmark helps, in the frame of `view`: plantar (u, v); dorsal (s_from_web, u);
    medial and lateral (p, q); posterior (x, q); on a toe (toe, s, w)."""

    view: View
    u: float | None = None
    v: float | None = None
    s_from_web: float | None = None
    p: float | None = None
    q: float | None = None
    x: float | None = None
    toe: Toe | None = None
    s: float | None = None
    w: float | None = None

    @model_validator(mode="after")
    def _numbers_fit_the_view(self) -> Self:
        given = {name for name in ("u", "v", "s_from_web", "p", "q", "x", "toe", "s", "w") if getattr(self, name) is not None}
        frames = {
            "plantar": ({"u", "v"}, {"toe", "s", "w"}),
            "dorsal": ({"s_from_web", "u"}, {"toe", "s", "w"}),
            "medial": ({"p", "q"},),
            "lateral": ({"p", "q"},),
            "posterior": ({"x", "q"},),
        }
        if given not in frames.get(self.view, ()):
            raise ValueError(f"a fallback in the {self.view} view cannot be given by {sorted(given)}")
        return self


class Confidence(Model):
    """`place`: how well sources agree on where the point lies; `computation`: how well landmarks can give that place."""

    place: Level
    computation: Level


class FormerCode(Model):
    """A code that older books use for this point and that means another point today."""

    code: str
    means_now: Told
    sources: tuple[str, ...]


class AtlasPoint(Named):
    """An acupoint. `names.en` is the English name alone; `name("en")` puts the pinyin before it.

    `landmarks` and `rule` use the abbreviations of glossary.json. `measure` is None where the sources give none.
    `out_of_frame` says where the point is and why a photo of a foot cannot show it, and is None for every other point.
    `part` is (n, of) for one of several points of one name.
    """

    code: Annotated[str, Field(pattern=r"^[A-Z]+(-[A-Z]+)?\d*(-\d)?$")]
    pinyin: Text
    part: tuple[int, int] | None = None
    other_english: tuple[Text, ...] = ()
    aliases: tuple[Text, ...] = ()
    former_codes: tuple[FormerCode, ...] = ()
    meridian: str
    surface: Text
    views: tuple[View, ...]
    also_seen: tuple[Text, ...] = ()
    location: Told
    measure: Told | None = None
    landmarks: tuple[Text, ...]
    rule: Text
    fallback: Fallback | None = None
    out_of_frame: Told | None = None
    confidence: Confidence
    cautions: tuple[EntryCaution, ...] = ()
    claims: tuple[Claim, ...] = ()
    disagreements: tuple[Told, ...] = ()
    notes: tuple[Told, ...] = ()
    sources: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def key(self) -> str:
        """The code: what `Atlas.find` always resolves to this entry."""
        return self.code

    @property
    def plain_pinyin(self) -> str:
        """The pinyin without tone marks, e.g. "Yongquan"; the ü of "Nüxi" stays."""
        return unicodedata.normalize("NFC", unicodedata.normalize("NFD", self.pinyin).translate(_TONES))

    def name(self, lang: str = "en") -> str:
        """ "Yongquan (Gushing Spring)" in English, the characters in Chinese, with "1/4" where one name has several points."""
        part = f" {self.part[0]}/{self.part[1]}" if self.part else ""
        if lang == "en":
            return f"{self.plain_pinyin}{part} ({self.names.en})"
        return super().name(lang) + part

    @property
    def where(self) -> Told:
        """Where it is, for someone who does not see it: with the reason, when no photo of a foot shows it."""
        return self.out_of_frame or self.location

    def full_name(self, lang: str = "en") -> str:
        """The name as lists show it: "KI1 Yongquan (Gushing Spring)"."""
        return f"{self.code} {self.name(lang)}"


class ToeBox(Model):
    """The same rectangle on each of `toes`: `s` from base (0) to tip (1), `w` from medial (0) to lateral (1)."""

    toes: Annotated[tuple[Toe, ...], Field(min_length=1)]
    s: XY
    w: XY

    @model_validator(mode="after")
    def _ranges_run_upward(self) -> Self:
        for name, (low, high) in (("s", self.s), ("w", self.w)):
            if not -0.2 <= low < high <= 1.2:
                raise ValueError(f"{name} must run from a smaller to a larger number within -0.2..1.2, got {[low, high]}")
        return self


class AtlasZone(Named):
    """A reflex zone. Its shape is either `polygons` (frame uv or pq) or `toe_box` (frame toe), on the first of `surfaces`.

    `longitudinal` are the body zones 1 (medial) to 5 (lateral) that it reaches into. `chart_centroids` is where each
    measured chart draws its centre, in the same frame. `independent_sources` counts charts of one origin once.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    aliases: tuple[Text, ...] = ()
    system: str
    school: School
    foot: Literal["left", "right", "both"]
    surfaces: Annotated[tuple[Surface, ...], Field(min_length=1)]
    views: Annotated[tuple[View, ...], Field(min_length=1)]
    frame: Literal["uv", "toe", "pq"]
    polygons: tuple[Polygon, ...] = ()
    toe_box: ToeBox | None = None
    longitudinal: Annotated[tuple[Toe, ...], Field(min_length=1)]
    location: Told
    chart_centroids: dict[str, XY] = Field(default_factory=dict)
    confidence: Level
    cautions: tuple[EntryCaution, ...] = ()
    claims: tuple[Claim, ...] = ()
    disagreements: tuple[Told, ...] = ()
    notes: tuple[Told, ...] = ()
    sources: tuple[str, ...]
    independent_sources: Annotated[int, Field(ge=0)]

    @property
    def key(self) -> str:
        """The id: what `Atlas.find` always resolves to this entry."""
        return self.id

    @property
    def where(self) -> Told:
        """Where it is, for someone who does not see it."""
        return self.location

    def full_name(self, lang: str = "en") -> str:
        """The name as lists show it: "Kidneys"."""
        return self.name(lang)

    @property
    def cross_checked(self) -> bool:
        """Whether at least two independent sources show this zone."""
        return self.independent_sources >= 2

    @property
    def chart_spread(self) -> XY | None:
        """How far apart the charts draw the centre, along each axis of the frame; None where no chart was measured."""
        if not self.chart_centroids:
            return None
        first, second = zip(*self.chart_centroids.values(), strict=True)
        return max(first) - min(first), max(second) - min(second)

    @model_validator(mode="after")
    def _shape_fits_the_frame(self) -> Self:
        if (self.frame == "toe") != (self.toe_box is not None) or (self.frame == "toe") == bool(self.polygons):
            raise ValueError(f"frame {self.frame!r} needs {'toe_box' if self.frame == 'toe' else 'polygons'} and nothing else")
        if (self.frame == "pq") != (self.surfaces[0] in ("medial", "lateral")):
            raise ValueError(f"frame {self.frame!r} does not lie on the {self.surfaces[0]} surface")
        if any(not -0.2 <= number <= 1.2 for polygon in self.polygons for xy in polygon for number in xy):
            raise ValueError("polygon coordinates must lie within -0.2..1.2")
        return self
