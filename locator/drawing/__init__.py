"""Pictures to print: a photo with its points, zones, labels and legend.

Parts, each knowing only those before it: `primitives` and `text` (shapes, letters) -> `marks`, `areas`, `labels`, `panel`
(components) -> `captions`, `legend` (what is said) -> `overlay` (composition). `layers` holds the choice of what is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.drawing.layers import Layers, select
from locator.types import Result

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Layers", "draw", "select"]

_DEFAULT = Layers()


def draw(image: NDArray[np.uint8], result: Result, layers: Layers = _DEFAULT) -> NDArray[np.uint8]:
    """Draw a result on its photo.

    `image` is the upright photo, HxWx3 uint8 RGB, of the size that `result.image` states; it is left untouched. Returns a new
    HxWx3 uint8 RGB array with the photo at its top-left corner, so that all coordinates stay good, and with the legend on
    the right or below, whichever comes closer to a square. Equal inputs give equal bytes. Raises ImageError when the array
    has another form or size, AtlasError when `layers` or the result names something that the atlas does not hold.
    """
    from locator.drawing.overlay import draw as draw_whole

    return draw_whole(image, result, layers)
