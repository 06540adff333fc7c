"""Where the hands in a picture are and where their joints lie: MediaPipe's Hand Landmarker, run on this machine alone.

MediaPipe takes feet for hands gladly (in 22 of 56 annotated foot photos and 4 of our own 10), so a hand must also have a hand's
proportions: fingers as long as the palm and, for a thumb that can be measured at all, a thumb held away from them. So no foot
of these pictures is measured.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.util
import json

import numpy as np

from locator.errors import LocatorError, ModelError
from locator.geometry import Floats, Pixels
from locator.types import Side
from locator.vision.weights import folder

__all__ = ["IP", "MCP", "TIP", "Hand", "find"]

#: MediaPipe's numbers of the joints.
WRIST, MCP, IP, TIP = 0, 2, 3, 4
INDEX_MCP, INDEX_PIP, MIDDLE_MCP, LITTLE_MCP = 5, 6, 9, 17
#: Least score for handedness, MediaPipe's own measure of how sure it is. Hands of our renders have 0.9 and more.
_SURE = 0.6
#: Length of the middle finger over the palm's, as joints in the picture: 0.8 to 1.0 for flat hands, 0.4 to 0.95 for toes.
_FINGERS = (0.62, 1.6)
#: Distance of the thumb's tip from the index finger's middle joint over the palm's breadth; toes taken for a thumb: 0.1 to 0.6.
_SPREAD = 0.6
#: MediaPipe shrinks every picture to 192 pixels first; more than this many only cost time.
_ENOUGH = 1280
_RESTORE = "install locator again, or run `python tools/make_hand_model.py` in a checkout"


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """One hand. `joints` (21, 2) in pixels of the picture given, `side` the person's, `score` in [0, 1]."""

    joints: Floats
    side: Side
    score: float

    @property
    def palm(self) -> float:
        """Length from the wrist to the middle finger's knuckle in pixels."""
        return float(np.linalg.norm(self.joints[MIDDLE_MCP] - self.joints[WRIST]))

    @property
    def spreads(self) -> bool:
        """Whether the thumb is held away from the index finger, so that both its edges can be seen."""
        palm = np.linalg.norm(self.joints[INDEX_MCP] - self.joints[LITTLE_MCP])
        return bool(np.linalg.norm(self.joints[TIP] - self.joints[INDEX_PIP]) >= _SPREAD * palm)


def find(rgb: Pixels) -> list[Hand]:
    """The hands in an HxWx3 uint8 RGB picture, best first; feet are left out as far as the fingers' length tells.

    Raises LocatorError when the extra `thumb` is missing, ModelError when the model file is.
    """
    import cv2

    shrink = max(1.0, max(rgb.shape[:2]) / _ENOUGH)
    size = (round(rgb.shape[1] / shrink), round(rgb.shape[0] / shrink))
    small = np.ascontiguousarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA) if shrink > 1 else rgb)
    if importlib.util.find_spec("mediapipe") is None:
        raise LocatorError('measuring a thumb needs the extra `thumb`; run: pip install "foot-locator[thumb]"')
    model = _model()
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision

    # Made anew each time (a tenth of a second): kept, it would have to be closed before the interpreter ends, and locked.
    options = vision.HandLandmarkerOptions(base_options=BaseOptions(model_asset_buffer=model), num_hands=4)
    with vision.HandLandmarker.create_from_options(options) as task:
        found = task.detect(mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=small))
    hands = []
    for marks, kinds in zip(found.hand_landmarks, found.handedness, strict=True):
        joints = np.array([(mark.x, mark.y) for mark in marks]) * rgb.shape[1::-1] - 0.5
        side: Side = "left" if kinds[0].category_name == "Left" else "right"
        hands.append(Hand(joints, side, float(kinds[0].score)))
    return sorted((hand for hand in hands if _is_hand(hand)), key=lambda hand: -hand.score)


def _is_hand(hand: Hand) -> bool:
    middle = hand.joints[[9, 10, 11, 12]]
    length = np.linalg.norm(np.diff(middle, axis=0), axis=1).sum() / max(hand.palm, 1e-6)
    return hand.score >= _SURE and _FINGERS[0] <= length <= _FINGERS[1]


@functools.cache
def _model() -> bytes:
    table = folder() / "models.json"
    try:
        entry: dict[str, str] = json.loads(table.read_text(encoding="utf-8"))["hand"]
        data = (folder() / entry["file"]).read_bytes()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the hand model of {table} cannot be read ({type(error).__name__}: {error}): {_RESTORE}") from None
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise ModelError(f"{folder() / entry['file']} is damaged or of another version: {_RESTORE}")
    return data
