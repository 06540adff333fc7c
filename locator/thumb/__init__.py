"""The breadth of a person's thumb at its interphalangeal joint, from one photo of the hand: their own cun.

    from locator.thumb import measure
    thumb = measure("hand.jpg", sheet="A4")
    thumb.mm, thumb.sigma_mm

    mm_per_px("foot.jpg", foot, "A4")   # the scale of a photo in which a sheet lies beside or under the foot

Parts: `hand` (where the joints lie) -> `breadth` (the thumb's own edges across the joint), `sheet` (a sheet of known size) ->
`measure`; `picture` shows what was measured; `scale` is that of a foot's photo. `measure` needs the extra `thumb` (MediaPipe);
nothing leaves the machine.
"""

from locator.errors import ThumbError
from locator.thumb.measure import measure
from locator.thumb.picture import picture
from locator.thumb.scale import mm_per_px
from locator.thumb.thumb import REASONS, Thumb

__all__ = ["REASONS", "Thumb", "ThumbError", "measure", "mm_per_px", "picture"]
