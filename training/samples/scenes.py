"""What each sample picture shows: people, where their feet lie, the camera, the light. Seeds are fixed."""

from __future__ import annotations

import dataclasses
from typing import Literal

from locator.types import Side, View
from training.samples.feet import Person

Vector = tuple[float, float, float]


@dataclasses.dataclass(frozen=True)
class PosedFoot:
    """One foot in the room. `at`: where the heel stands, metres. `turn`: degrees from toes along +y, counter-clockwise.

    "standing": on its sole. "lying": the leg lies along +y away from the camera at -y, toes up. `roll` turns a lying foot about
    its leg (positive: outward); `pitch` raises the knee. `tilt` leans the leg (see feet.lean).
    `cuff`: where trousers begin, in foot lengths above the sole.
    """

    person: Person
    side: Side
    view: View
    at: tuple[float, float] = (0.0, 0.0)
    turn: float = 0.0
    attitude: Literal["standing", "lying"] = "standing"
    roll: float = 0.0
    pitch: float = 0.0
    tilt: float = 0.0
    cuff: float | None = None
    cloth: str = "denim"


@dataclasses.dataclass(frozen=True)
class Scene:
    """One picture. `lens` in 35 mm terms; `key`: azimuth (from +x, counter-clockwise) and height of the main light in degrees."""

    name: str
    shows: str
    feet: tuple[PosedFoot, ...]
    eye: Vector
    target: Vector
    size: tuple[int, int] = (1000, 750)
    lens: float = 35.0
    roll: float = 0.0
    ground: str = "oak"
    ground_turn: float = 0.0
    cover: str | None = None
    wall: tuple[str, float] | None = None
    key: tuple[float, float] = (140.0, 50.0)
    watts: float = 38.0
    light_size: float = 0.9
    warmth: Vector = (1.0, 0.95, 0.88)
    sky: Vector = (0.85, 0.92, 1.0)
    sky_strength: float = 0.34
    exposure: float = 0.15
    hand: Person | None = None
    quality: int = 84


WOMAN = Person(11, 0.60, 1.0, 0.40, (0, 0.1, 0.9), (226, 182, 158), (232, 186, 164), veins=0.25, creases=0.7)
MAN = Person(23, 0.70, 0.0, 0.55, (0, 0, 1), (214, 164, 136), (222, 172, 148), veins=0.8, creases=0.8)
DARK_MAN = Person(37, 0.62, 0.0, 0.55, (1, 0, 0), (96, 64, 48), (208, 162, 132), veins=0.4, creases=1.0, nail=(170, 118, 98))
DARK_WOMAN = Person(41, 0.75, 1.0, 0.70, (1, 0, 0), (112, 78, 60), (206, 162, 134), veins=0.2, creases=0.9, nail=(184, 130, 112))
OLD_MAN = Person(
    53, 0.97, 0.0, 0.45, (0, 0.9, 0.1), (200, 150, 116), (212, 164, 134), veins=1.0, creases=1.2, nail=(198, 152, 122)
)
ASIAN_WOMAN = Person(61, 0.58, 1.0, 0.35, (0, 1, 0), (216, 170, 136), (224, 178, 150), veins=0.3, creases=0.6)
BROWN_WOMAN = Person(71, 0.66, 1.0, 0.80, (0.4, 0.3, 0.3), (168, 118, 86), (206, 156, 126), veins=0.2, creases=0.8)
CHILD = Person(83, 0.36, 0.4, 0.55, (0.1, 0.1, 0.8), (230, 186, 162), (232, 184, 164), veins=0.1, creases=0.4)

SCENES: tuple[Scene, ...] = (
    Scene(
        "right-sole",
        "sole of a right foot, light skin",
        (PosedFoot(WOMAN, "right", "plantar", attitude="lying", roll=4, pitch=2, tilt=-12, cuff=0.75, cloth="grey_trousers"),),
        eye=(0.005, -0.43, 0.17),
        target=(-0.016, 0.0, 0.121),
        lens=42,
        size=(750, 1000),
        ground="sheet",
        wall=("wall", 1.9),
        key=(215, 48),
    ),
    Scene(
        "left-sole-dark",
        "sole of a left foot, dark skin",
        (PosedFoot(DARK_MAN, "left", "plantar", attitude="lying", roll=10, pitch=3, tilt=-20, cuff=0.8, cloth="beige_trousers"),),
        eye=(-0.056, -0.42, 0.26),
        target=(0.049, 0.0, 0.132),
        size=(750, 1000),
        lens=39,
        ground="blue_sheet",
        wall=("wall", 2.2),
        key=(300, 45),
        watts=44,
    ),
    Scene(
        "left-top",
        "left foot from above, light skin",
        (PosedFoot(MAN, "left", "dorsal", turn=8, tilt=-12, cuff=1.0, cloth="denim"),),
        eye=(0.05, 0.33, 0.45),
        target=(-0.026, 0.125, 0.05),
        size=(750, 1000),
        roll=180,
        ground="white_tile",
        ground_turn=20,
        key=(160, 55),
    ),
    Scene(
        "right-top-dark",
        "right foot from above, dark skin, on a towel",
        (PosedFoot(DARK_WOMAN, "right", "dorsal", turn=-14, tilt=-20, cuff=1.1, cloth="black_trousers"),),
        eye=(0.04, 0.27, 0.42),
        target=(0.03, 0.135, 0.03),
        size=(750, 1000),
        roll=180,
        ground="grey_tile",
        cover="green_towel",
        key=(60, 50),
        watts=44,
    ),
    Scene(
        "right-inner",
        "inner side of a right foot",
        (PosedFoot(ASIAN_WOMAN, "right", "medial", cuff=0.85, cloth="black_trousers", tilt=4),),
        eye=(-0.41, 0.13, 0.13),
        target=(0.0, 0.118, 0.085),
        ground="oak",
        ground_turn=80,
        wall=("wall", 1.1),
        key=(250, 42),
    ),
    Scene(
        "left-outer",
        "outer side of a left foot, an older man",
        (PosedFoot(OLD_MAN, "left", "lateral", cuff=0.95, cloth="beige_trousers", tilt=-4),),
        eye=(-0.42, 0.09, 0.15),
        target=(0.0, 0.125, 0.085),
        ground="paper",
        wall=("blue_wall", 0.9),
        key=(120, 40),
    ),
    Scene(
        "left-inner-dark",
        "inner side of a left foot, dark skin",
        (PosedFoot(DARK_MAN, "left", "medial", turn=10, cuff=1.0, cloth="denim", tilt=2),),
        eye=(0.43, 0.11, 0.17),
        target=(-0.01, 0.125, 0.08),
        ground="walnut",
        wall=("wall", 1.4),
        key=(300, 45),
        watts=46,
    ),
    Scene(
        "two-soles",
        "both soles of one person, toes up",
        (
            PosedFoot(
                BROWN_WOMAN,
                "left",
                "plantar",
                at=(0.075, 0.0),
                attitude="lying",
                roll=16,
                pitch=2,
                tilt=-18,
                cuff=0.7,
                cloth="grey_trousers",
            ),
            PosedFoot(
                BROWN_WOMAN,
                "right",
                "plantar",
                at=(-0.075, 0.01),
                attitude="lying",
                roll=13,
                pitch=2,
                tilt=-22,
                cuff=0.7,
                cloth="grey_trousers",
            ),
        ),
        eye=(0.02, -0.45, 0.22),
        target=(0.0, 0.0, 0.118),
        lens=30,
        ground="sheet",
        wall=("blue_wall", 2.0),
        key=(235, 50),
    ),
    Scene(
        "two-feet-from-above",
        "both feet of one person from above",
        (
            PosedFoot(WOMAN, "left", "dorsal", at=(-0.062, 0.0), turn=9, tilt=-14, cuff=1.0, cloth="denim"),
            PosedFoot(WOMAN, "right", "dorsal", at=(0.060, 0.012), turn=-7, tilt=-14, cuff=1.0, cloth="denim"),
        ),
        eye=(0.0, 0.27, 0.47),
        target=(0.0, 0.13, 0.04),
        lens=30,
        roll=180,
        ground="oak",
        ground_turn=12,
        key=(40, 55),
    ),
    Scene(
        "child-top",
        "right foot of a child from above",
        (PosedFoot(CHILD, "right", "dorsal", turn=-20, tilt=-8, cuff=1.2, cloth="denim"),),
        eye=(0.09, 0.33, 0.39),
        target=(0.005, 0.115, 0.03),
        lens=36,
        ground="white_tile",
        cover="towel",
        key=(100, 55),
    ),
    Scene("hand", "a hand: no foot", (), eye=(0.0, -0.16, 0.42), target=(0.0, 0.0, 0.01), ground="walnut", hand=ASIAN_WOMAN),
    Scene(
        "empty-floor",
        "a bare wooden floor: no foot",
        (),
        eye=(0.1, -0.5, 0.75),
        target=(0.0, 0.1, 0.0),
        ground="oak",
        wall=("wall", 0.55),
    ),
)
