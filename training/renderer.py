"""OpenGL renderer (moderngl on EGL, Mesa's llvmpipe without a screen): colour, surface classes, template coordinates, depth.

Coordinates: a right-handed world in foot lengths, Z up, floor at z = 0. The picture's y axis points down.
"""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path
from typing import Any

import numpy as np

SHADERS = Path(__file__).with_name("shaders")
SHADOW_SIZE = 512


def shader(name: str) -> str:
    """Source of training/shaders/`name`, with the shared functions in place of `#include common`."""
    common = (SHADERS / "common.glsl").read_text(encoding="utf-8")
    return (SHADERS / name).read_text(encoding="utf-8").replace("#include common\n", common)


@dataclasses.dataclass(frozen=True)
class Solid:
    """A skin-shaded mesh: world `vertices`, `normals` (V, 3) float32; `place` (V, 3) template coordinates; `paint` (V, 3) surface
    class + 0.9 * soleness, nail, ambient occlusion; `faces` (F, 3); `uniforms` of the skin shader; `instance` number; `cloth`
    for a sock; `stray` of a foot's malleoli (`training.relief`)."""

    vertices: np.ndarray
    normals: np.ndarray
    place: np.ndarray
    paint: np.ndarray
    faces: np.ndarray
    uniforms: dict[str, Any]
    instance: int
    cloth: bool = False
    stray: np.ndarray | None = None


@dataclasses.dataclass(frozen=True)
class Sheet:
    """A flat textured rectangle: 4 corners (4, 3), texture repeats over its two edges, uint8 RGB `texture`."""

    corners: np.ndarray
    repeat: tuple[float, float]
    texture: np.ndarray
    tint: tuple[float, float, float]
    contact: float
    sheen: float


def look_at(eye: np.ndarray, target: np.ndarray, up: np.ndarray) -> np.ndarray:
    forward = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(forward, up)
    right /= np.linalg.norm(right)
    matrix = np.eye(4)
    matrix[:3, :3] = np.stack([right, np.cross(right, forward), -forward])
    matrix[:3, 3] = -matrix[:3, :3] @ eye
    return matrix


def perspective(field: float, near: float, far: float) -> np.ndarray:
    """`field`: full angle in radians, square picture."""
    f = 1 / np.tan(field / 2)
    return np.array(
        [[f, 0, 0, 0], [0, f, 0, 0], [0, 0, (far + near) / (near - far), 2 * far * near / (near - far)], [0, 0, -1, 0]]
    )


def orthographic(half: float, depth: float) -> np.ndarray:
    return np.diag([1 / half, 1 / half, -1 / depth, 1.0])


def project(points: np.ndarray, view_projection: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """World (N, 3) to pixels (N, 2) (centre of the top-left pixel is 0, 0) and window depth (N,) in [0, 1]."""
    clip = np.c_[points, np.ones(len(points))] @ view_projection.T
    ndc = clip[:, :3] / clip[:, 3:]
    return np.stack([(ndc[:, 0] + 1) * size / 2 - 0.5, (1 - ndc[:, 1]) * size / 2 - 0.5], 1), ndc[:, 2] * 0.5 + 0.5


def _middle(solid: Solid) -> np.ndarray:
    """What shadows are cast round: the foot without its leg, or the whole of any other solid."""
    low = solid.place[:, 2] < 0.4
    return solid.vertices[low if low.any() else slice(None)].mean(0)


@functools.cache
def _context() -> Any:
    """The process's one GL context. With two, objects of a lost one may be freed late and take the other's of the same number
    with them: so the shadow maps went missing once."""
    import moderngl

    context = moderngl.create_standalone_context(backend="egl")
    context.gc_mode = "auto"
    return context


class Renderer:
    """`render` draws one picture of `size` x `size` pixels."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.gl = _context()
        self.skin = self.gl.program(shader("skin.vert"), shader("skin.frag"))
        self.floor = self.gl.program(shader("floor.vert"), shader("floor.frag"))
        self.back = self.gl.program(shader("back.vert"), shader("back.frag"))
        self.shade = self.gl.program(shader("shadow.vert"), shader("shadow.frag"))
        self.targets = [self.gl.texture((size, size), 4) for _ in range(3)]
        self.depth = self.gl.depth_texture((size, size))
        self.frame = self.gl.framebuffer(self.targets, self.depth)
        self.shadows = []
        for _ in range(2):
            texture = self.gl.depth_texture((SHADOW_SIZE, SHADOW_SIZE))
            texture.compare_func = "<="
            texture.repeat_x = texture.repeat_y = False
            self.shadows.append((texture, self.gl.framebuffer(depth_attachment=texture)))
        self.quad = self.gl.buffer(np.array([-1, -1, 1, -1, -1, 1, 1, 1], "f4").tobytes())

    def _set(self, program: Any, values: dict[str, Any]) -> None:
        for name, value in values.items():
            if name in program:
                if isinstance(value, np.ndarray) and value.shape == (4, 4):
                    program[name].write(np.ascontiguousarray(value.T, "f4").tobytes())
                elif isinstance(value, np.ndarray):
                    program[name].write(np.ascontiguousarray(value, "f4").tobytes())
                else:
                    program[name].value = value

    def render(
        self,
        solids: list[Solid],
        sheets: list[Sheet],
        background: np.ndarray,
        view: np.ndarray,
        projection: np.ndarray,
        light: dict[str, Any],
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Returns colour (S, S, 3), label (S, S, 2) (class, instance), coords (S, S, 3), all uint8; depth (S, S) float32."""
        gl, matrix = self.gl, projection @ view
        centre = np.mean([_middle(solid) for solid in solids], axis=0) if solids else np.zeros(3)
        key = np.asarray(light["key_direction"], float)
        shadow_matrices = []
        buffers = [
            (
                gl.buffer(np.c_[s.vertices, s.normals, s.place, s.paint].astype("f4").tobytes()),
                gl.buffer(s.faces.astype("i4").tobytes()),
            )
            for s in solids
        ]
        for (texture, frame), direction in zip(self.shadows, (key, np.array([0.02, 0.01, 1.0])), strict=True):
            direction = direction / np.linalg.norm(direction)
            up = np.array([0.0, 1.0, 0.0]) if abs(direction[2]) > 0.9 else np.array([0.0, 0.0, 1.0])
            m = orthographic(1.4, 3.0) @ look_at(centre + direction, centre, up)
            shadow_matrices.append(m)
            frame.use()
            frame.clear(depth=1.0)
            gl.enable_only(gl.DEPTH_TEST)
            self._set(self.shade, {"view_projection": m})
            for vertices, faces in buffers:
                gl.vertex_array(self.shade, [(vertices, "3f 9x4", "position")], index_buffer=faces).render()
            del texture
        common = dict(light)
        common |= {"key_matrix": shadow_matrices[0], "sky_matrix": shadow_matrices[1], "key_shadow": 0, "sky_shadow": 1}
        common |= {"eye": tuple(np.linalg.inv(view)[:3, 3]), "view_projection": matrix}
        self.shadows[0][0].use(0)
        self.shadows[1][0].use(1)
        self.frame.use()
        self.frame.clear()
        back = gl.texture(background.shape[1::-1], 3, np.ascontiguousarray(background[::-1]).tobytes())
        back.use(2)
        gl.disable(gl.DEPTH_TEST)
        self._set(self.back, {"pattern": 2, "gain": light["back_gain"]})
        gl.vertex_array(self.back, [(self.quad, "2f", "position")]).render(gl.TRIANGLE_STRIP)
        gl.enable(gl.DEPTH_TEST)
        for sheet in sheets:
            c = sheet.corners
            u, v = sheet.repeat
            data = np.c_[c, [[0, 0], [u, 0], [0, v], [u, v]]].astype("f4")
            texture = gl.texture(sheet.texture.shape[1::-1], 3, np.ascontiguousarray(sheet.texture).tobytes())
            texture.build_mipmaps()
            texture.use(2)
            normal = np.cross(c[1] - c[0], c[2] - c[0])
            normal = normal / np.linalg.norm(normal)
            if normal @ (np.linalg.inv(view)[:3, 3] - c[0]) < 0:
                normal = -normal
            self._set(
                self.floor,
                common
                | {
                    "pattern": 2,
                    "tint": sheet.tint,
                    "contact": sheet.contact,
                    "sheen": sheet.sheen,
                    "plane_normal": tuple(normal),
                },
            )
            gl.vertex_array(self.floor, [(gl.buffer(data.tobytes()), "3f 2f", "position", "uv")]).render(gl.TRIANGLE_STRIP)
        for solid, (vertices, faces) in zip(solids, buffers, strict=True):
            self._set(self.skin, common | solid.uniforms | {"instance": float(solid.instance), "kind": float(solid.cloth)})
            gl.vertex_array(
                self.skin, [(vertices, "3f 3f 3f 3f", "position", "normal", "place", "paint")], index_buffer=faces
            ).render()
        images = [np.frombuffer(t.read(), np.uint8).reshape(self.size, self.size, 4)[::-1] for t in self.targets]
        depth = np.frombuffer(self.depth.read(), np.float32).reshape(self.size, self.size)[::-1]
        return images[0][..., :3].copy(), images[1][..., :2].copy(), images[2][..., :3].copy(), depth.copy()
