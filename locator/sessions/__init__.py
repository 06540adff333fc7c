"""Guided sessions: what a person's conditions leave of a routine, and the steps with their times and rhythm.

    routine = load_atlas().routine("ankle_pain")
    offered = offer(routine, ["pregnancy"])        # offered.status == "changed": BL60 is hidden
    session = plan(offered, "en")                  # steps with text, points, technique, seconds, rhythm, cautions

Parts: `offers` (conditions -> what may be offered) -> `plans` (an offer -> a session in one language); `made` builds routines
from a goal or from a person's own list; `light` says where a step's points and zones lie in a photo -> `scenes` puts them on
stage as SVG.
"""

from locator.sessions.light import Lit, Spot, light
from locator.sessions.made import for_goal, own
from locator.sessions.offers import Change, Offer, OfferedStep, conditions, offer
from locator.sessions.plans import Beat, Pace, Session, SessionStep, plan
from locator.sessions.scenes import PHOTO, Scene, drawing_picture, photo_picture, scenes

__all__ = [
    "PHOTO",
    "Beat",
    "Change",
    "Lit",
    "Offer",
    "OfferedStep",
    "Pace",
    "Scene",
    "Session",
    "SessionStep",
    "Spot",
    "conditions",
    "drawing_picture",
    "for_goal",
    "light",
    "offer",
    "own",
    "photo_picture",
    "plan",
    "scenes",
]
