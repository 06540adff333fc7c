"""The breadth of a person's thumb at its interphalangeal joint, from one photo of the hand: their own cun.

    from locator.thumb import measure
    thumb = measure("hand.jpg", sheet="A4")
    thumb.mm, thumb.sigma_mm

Parts: `hand` (where the joints lie) -> `breadth` (the thumb's own edges across the joint), `sheet` (a sheet of known size) ->
`measure`; `picture` shows what was measured. Needs the extra `thumb` (MediaPipe); nothing leaves the machine.
"""

from locator.thumb.measure import measure
from locator.thumb.picture import picture
from locator.thumb.thumb import REASONS, Reason, Thumb, ThumbError

__all__ = ["REASONS", "Reason", "Thumb", "ThumbError", "measure", "picture"]
