"""Loop subdivision and the template foot."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy", reason="training needs the extra `train`: pip install -e '.[train]'")

from training.mesh import loop_subdivision

TETRAHEDRON = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]])


def test_subdivision_quadruples_faces_and_keeps_affine_facts() -> None:
    faces, weights = loop_subdivision(TETRAHEDRON, 4)
    assert faces.shape == (16, 3)
    assert weights.shape == (4 + 6, 4)
    np.testing.assert_allclose(np.asarray(weights.sum(1)).ravel(), 1.0)
    assert faces.max() == 9


def test_an_open_flat_mesh_stays_flat_and_keeps_its_border_straight() -> None:
    square = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], float)
    faces, weights = loop_subdivision(np.array([[0, 1, 2], [0, 2, 3]]), 4)
    finer = weights @ square
    assert np.abs(finer[:, 2]).max() == 0
    assert finer.min() >= 0
    assert finer.max() <= 1
    doubled_areas = np.cross(finer[faces[:, 1]] - finer[faces[:, 0]], finer[faces[:, 2]] - finer[faces[:, 0]])[:, 2]
    assert (doubled_areas > 0).all()


def test_a_closed_mesh_shrinks_towards_its_middle_only() -> None:
    corners = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]], float)
    _, weights = loop_subdivision(TETRAHEDRON, 4)
    finer = weights @ corners
    np.testing.assert_allclose(finer.mean(0), 0, atol=1e-12)
    assert np.linalg.norm(finer, axis=1).max() < np.sqrt(3)
