import itertools

import numpy as np
import pytest

from locator.atlas import load_atlas
from locator.drawing.marks import AREA_ALPHA
from locator.drawing.palette import meridian_colour, system_colour
from locator.errors import AtlasError

#: Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB.
VISION = {
    "normal": np.eye(3),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
}
SKINS = [(235, 205, 185), (200, 150, 125), (100, 65, 50)]
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def _lab(rgb, matrix):
    unit = np.asarray(rgb, float) / 255
    linear = np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)
    white = np.clip(linear @ matrix.T, 0, 1) @ XYZ.T / XYZ.sum(1)
    f = np.where(white > 0.008856, np.cbrt(white), 7.787 * white + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def _least(colours, matrix):
    """Smallest CIE76 difference of any two colours."""
    lab = _lab(colours, matrix)
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(lab, 2))


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("skin", SKINS)
def test_translucent_zones_of_two_systems_differ(vision, skin):
    colours = np.array([system_colour(system.id) for system in load_atlas().systems], float)
    seen = AREA_ALPHA * colours + (1 - AREA_ALPHA) * np.array(skin)
    assert _least(seen, VISION[vision]) > 10  # 2.3 is a just noticeable difference


@pytest.mark.parametrize("vision", VISION)
def test_marks_of_two_meridians_differ(vision):
    colours = [meridian_colour(meridian.code) for meridian in load_atlas().meridians if meridian.on_foot]
    assert len(colours) == 7
    assert _least(colours, VISION[vision]) > 15


def test_unknown_group_says_where_to_add_it():
    with pytest.raises(AtlasError, match=r"no colour for 'mood'.*palette\.json"):
        system_colour("mood")
