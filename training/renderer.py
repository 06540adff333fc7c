"""OpenGL renderer (moderngl on EGL, Mesa's llvmpipe without a screen): colour, surface classes, template coordinates, depth.

Coordinates: a right-handed world in foot lengths, Z up, floor at z = 0. The picture's y axis points down.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

VERTEX = """
#version 330
in vec3 position; in vec3 normal; in vec3 place; in vec3 paint;
uniform mat4 view_projection;
out vec3 world; out vec3 n; out vec3 p; flat out float surface; out float sole; out float nail; out float ao;
void main() {
    world = position; n = normal; p = place; surface = floor(paint.x); sole = fract(paint.x) / 0.9; nail = paint.y; ao = paint.z;
    gl_Position = view_projection * vec4(position, 1.0);
}
"""

COMMON = """
uniform sampler2DShadow key_shadow; uniform sampler2DShadow sky_shadow;
uniform mat4 key_matrix; uniform mat4 sky_matrix;
uniform vec3 key_direction; uniform vec3 key_color; uniform vec3 sky_color; uniform vec3 ground_color;
uniform vec3 fill_direction; uniform vec3 fill_color; uniform float key_blur; uniform float sky_blur; uniform float seed;
float hash(vec3 q) { q = fract(q * 0.3183099 + 0.1); q *= 17.0; return fract(q.x * q.y * q.z * (q.x + q.y + q.z)); }
float noise(vec3 x) {
    vec3 i = floor(x), f = fract(x); f = f * f * (3.0 - 2.0 * f);
    return mix(mix(mix(hash(i), hash(i + vec3(1,0,0)), f.x), mix(hash(i + vec3(0,1,0)), hash(i + vec3(1,1,0)), f.x), f.y),
               mix(mix(hash(i + vec3(0,0,1)), hash(i + vec3(1,0,1)), f.x), mix(hash(i + vec3(0,1,1)), hash(i + vec3(1,1,1)), f.x), f.y), f.z);
}
float fbm(vec3 x) { return 0.66 * noise(x) + 0.34 * noise(x * 2.3 + 7.0); }
float lit(sampler2DShadow map, mat4 m, vec3 world, float blur, float bias) {
    vec4 c = m * vec4(world, 1.0); vec3 q = c.xyz / c.w * 0.5 + 0.5;
    if (q.x < 0.0 || q.x > 1.0 || q.y < 0.0 || q.y > 1.0) return 1.0;
    float turn = 6.2832 * hash(vec3(gl_FragCoord.xy, seed)); float sum = 0.0;
    for (int k = 0; k < 4; k++) {
        float r = blur * sqrt((float(k) + 0.5) / 4.0); float t = turn + 2.4 * float(k);
        sum += texture(map, vec3(q.xy + r * vec2(cos(t), sin(t)), q.z - bias));
    }
    return sum / 4.0;
}
"""

SKIN = (
    "#version 330\n"
    + COMMON
    + """
in vec3 world; in vec3 n; in vec3 p; flat in float surface; in float sole; in float nail; in float ao;
uniform vec3 eye; uniform float instance; uniform float kind;
uniform vec3 tone; uniform vec3 sole_tone; uniform vec3 blush; uniform vec3 nail_tone; uniform vec3 cloth;
uniform float mottle; uniform float crease; uniform float vein; uniform float hair; uniform float gloss; uniform float bump;
uniform float cuff; uniform float cut; uniform vec4 spots[4]; uniform vec3 spot_color[4]; uniform float nail_edge; uniform float wrinkle;
layout(location = 0) out vec4 color; layout(location = 1) out vec4 label; layout(location = 2) out vec4 coords;
void main() {
    vec3 q = p * 1.0; vec3 nn = normalize(n);
    vec3 v = normalize(eye - world);
    float grain = fbm(q * 38.0 + seed) - 0.5; float broad = fbm(q * 7.0 + seed * 3.0) - 0.5; float fine = noise(q * 150.0) - 0.5;
    float soleness = smoothstep(0.25, 0.75, sole + 0.25 * broad);
    vec3 albedo = mix(tone, sole_tone, soleness * 0.9);
    albedo *= 1.0 + mottle * (0.5 * broad + 0.6 * grain + 0.25 * fine);
    float ends = smoothstep(0.86, 1.0, p.x) + soleness * (exp(-pow((p.x - 0.72) / 0.09, 2.0)) + exp(-pow((p.x - 0.1) / 0.09, 2.0)) + exp(-pow((p.y - 0.16) / 0.05, 2.0)) * 0.6);
    albedo = mix(albedo, albedo * blush, clamp(ends * 0.7 + broad, 0.0, 1.0));
    // veins and creases darken and bend the normal
    float ridge = abs(noise(vec3(q.xy * 9.0, q.z * 9.0) + seed * 5.0) - 0.5);
    float line = smoothstep(0.035, 0.0, ridge) * vein * (1.0 - soleness);
    albedo = mix(albedo, albedo * vec3(0.82, 0.93, 1.0), line);
    float fold = smoothstep(0.5, 1.0, sin(q.x * 260.0 + 6.0 * noise(q * 20.0)) * noise(q * vec3(20.0, 8.0, 8.0)) * 1.6);
    float knuckle = (surface > 1.5 && surface < 2.5 && p.x > 0.8) ? 1.0 : soleness * wrinkle;
    albedo *= 1.0 - 0.25 * crease * fold * knuckle;
    float sole_line = smoothstep(0.06, 0.0, abs(noise(vec3(q.x * 13.0, q.y * 9.0, 1.0) + seed) - 0.5)) * soleness;
    albedo *= 1.0 - 0.18 * crease * sole_line;
    if (hair > 0.0 && surface > 1.5) { float h = noise(vec3(q.x * 300.0, q.y * 300.0, q.z * 55.0)); albedo *= 1.0 - hair * smoothstep(0.72, 0.86, h) * smoothstep(0.15, 0.5, p.z + 0.2 * p.x); }
    vec3 d = vec3(grain, fine, noise(q * 60.0 + 5.0) - 0.5);
    vec3 d2 = vec3(broad, noise(q * 14.0 + 29.0) - 0.5, grain * 0.5);
    nn = normalize(nn + bump * (0.35 * d + 0.35 * d2) + 0.25 * line * d2);
    float shine = gloss;
    float is_nail = smoothstep(0.3, 0.6, nail);
    if (surface > 4.5 && surface < 5.5) {
        albedo = mix(albedo, nail_tone, is_nail * 0.9); shine = gloss * 2.0 + 0.25; nn = normalize(n);
        albedo = mix(albedo, albedo * 0.62, nail_edge * (1.0 - smoothstep(0.55, 0.8, nail)));
    }
    for (int k = 0; k < 4; k++) {
        float r = spots[k].w; if (r <= 0.0) continue;
        float e = length(p - spots[k].xyz) / r + 0.5 * (noise(p * 30.0 + float(k)) - 0.5);
        albedo = mix(albedo, spot_color[k] * (0.7 + 0.6 * noise(p * 70.0)), smoothstep(1.0, 0.75, e));
        albedo = mix(albedo, albedo * vec3(1.05, 0.6, 0.55), smoothstep(1.7, 1.0, e) * smoothstep(0.7, 1.0, e) * 0.6);
    }
    bool clothed = p.z > cuff;
    if (kind > 0.5 || clothed) { float weave = 0.85 + 0.3 * noise(p * 45.0 + seed) + 0.12 * sin(p.z * 300.0); albedo = cloth * weave; shine = 0.02; nn = normalize(n + 0.5 * d2); }
    float key = max(dot(nn, key_direction), 0.0); float wrap = max((dot(nn, key_direction) + 0.35) / 1.35, 0.0);
    float shadow = lit(key_shadow, key_matrix, world + 0.01 * n, key_blur, 0.002);
    float open = mix(0.45, 1.0, lit(sky_shadow, sky_matrix, world + 0.02 * n, sky_blur, 0.004));
    float occlusion = clamp(ao, 0.05, 1.0) * open;
    vec3 soft = mix(vec3(key), vec3(wrap), vec3(0.75, 0.45, 0.35));
    vec3 light = key_color * soft * mix(0.12, 1.0, shadow) + fill_color * max(dot(nn, fill_direction) * 0.7 + 0.3, 0.0) * occlusion
               + mix(ground_color, sky_color, nn.z * 0.5 + 0.5) * occlusion;
    vec3 halfway = normalize(key_direction + v);
    float spec = pow(max(dot(nn, halfway), 0.0), mix(18.0, 60.0, clamp(shine, 0.0, 1.0))) * shine * shadow + 0.25 * shine * pow(1.0 - max(dot(nn, v), 0.0), 4.0);
    vec3 rgb = albedo * light + key_color * spec * 0.6;
    color = vec4(pow(clamp(rgb, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
    label = vec4(kind > 0.5 ? 0.0 : (clothed ? 0.0 : (p.z > cut ? 6.0 : surface)) / 255.0, instance / 255.0, kind > 0.5 ? 1.0 : 0.0, 1.0);
    coords = vec4(p.x, 0.5 - p.y, p.z, 1.0);
}
"""
)

FLOOR_VERTEX = """
#version 330
in vec3 position; in vec2 uv; uniform mat4 view_projection; out vec3 world; out vec2 t;
void main() { world = position; t = uv; gl_Position = view_projection * vec4(position, 1.0); }
"""

FLOOR = (
    "#version 330\n"
    + COMMON
    + """
in vec3 world; in vec2 t; uniform sampler2D pattern; uniform vec3 tint; uniform float contact; uniform vec3 plane_normal; uniform float sheen; uniform vec3 eye;
layout(location = 0) out vec4 color; layout(location = 1) out vec4 label; layout(location = 2) out vec4 coords;
void main() {
    vec3 albedo = pow(texture(pattern, t).rgb, vec3(2.2)) * tint;
    float shadow = lit(key_shadow, key_matrix, world, key_blur, 0.001);
    float open = lit(sky_shadow, sky_matrix, world, sky_blur, 0.001);
    vec3 light = key_color * max(dot(plane_normal, key_direction), 0.0) * mix(0.12, 1.0, shadow)
               + (sky_color + fill_color * 0.5) * mix(1.0 - contact, 1.0, open);
    vec3 v = normalize(eye - world); float spec = pow(max(dot(plane_normal, normalize(key_direction + v)), 0.0), 40.0) * sheen * shadow;
    color = vec4(pow(clamp(albedo * light + spec * key_color, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0); label = vec4(0.0); coords = vec4(0.0);
}
"""
)

BACK_VERTEX = "#version 330\nin vec2 position; out vec2 t; void main() { t = position * 0.5 + 0.5; gl_Position = vec4(position, 0.9999, 1.0); }"
BACK = """
#version 330
in vec2 t; uniform sampler2D pattern; uniform float gain;
layout(location = 0) out vec4 color; layout(location = 1) out vec4 label; layout(location = 2) out vec4 coords;
void main() { color = vec4(texture(pattern, t).rgb * gain, 1.0); label = vec4(0.0); coords = vec4(0.0); }
"""
SHADOW_VERTEX = "#version 330\nin vec3 position; uniform mat4 view_projection; void main() { gl_Position = view_projection * vec4(position, 1.0); }"
SHADOW = "#version 330\nvoid main() {}"
SHADOW_SIZE = 512


@dataclasses.dataclass(frozen=True)
class Solid:
    """A skin-shaded mesh: world `vertices`, `normals` (V, 3) float32; `place` (V, 3) template coordinates; `paint` (V, 3) surface
    class + 0.9 * soleness, nail, ambient occlusion; `faces` (F, 3); `uniforms` of the skin shader; `instance` number; `cloth` for a sock or thing."""

    vertices: np.ndarray
    normals: np.ndarray
    place: np.ndarray
    paint: np.ndarray
    faces: np.ndarray
    uniforms: dict[str, Any]
    instance: int
    cloth: bool = False


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
    return np.array([[f, 0, 0, 0], [0, f, 0, 0], [0, 0, (far + near) / (near - far), 2 * far * near / (near - far)], [0, 0, -1, 0]])


def orthographic(half: float, depth: float) -> np.ndarray:
    return np.diag([1 / half, 1 / half, -1 / depth, 1.0])


def project(points: np.ndarray, view_projection: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """World (N, 3) to pixels (N, 2) (centre of the top-left pixel is 0, 0) and window depth (N,) in [0, 1]."""
    clip = np.c_[points, np.ones(len(points))] @ view_projection.T
    ndc = clip[:, :3] / clip[:, 3:]
    return np.stack([(ndc[:, 0] + 1) * size / 2 - 0.5, (1 - ndc[:, 1]) * size / 2 - 0.5], 1), ndc[:, 2] * 0.5 + 0.5


class Renderer:
    """One GL context; `render` draws one picture of `size` x `size` pixels."""

    def __init__(self, size: int) -> None:
        import moderngl

        self.size = size
        self.gl = moderngl.create_standalone_context(backend="egl")
        self.gl.gc_mode = "auto"
        self.skin = self.gl.program(VERTEX, SKIN)
        self.floor = self.gl.program(FLOOR_VERTEX, FLOOR)
        self.back = self.gl.program(BACK_VERTEX, BACK)
        self.shade = self.gl.program(SHADOW_VERTEX, SHADOW)
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
        self, solids: list[Solid], sheets: list[Sheet], background: np.ndarray, view: np.ndarray, projection: np.ndarray, light: dict[str, Any]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Returns colour (S, S, 3) uint8, label (S, S, 2) uint8 (surface class, instance), coords (S, S, 3) uint8, depth (S, S) float32."""
        gl, matrix = self.gl, projection @ view
        centre = np.mean([solid.vertices[solid.place[:, 2] < 0.4].mean(0) for solid in solids], axis=0) if solids else np.zeros(3)
        key = np.asarray(light["key_direction"], float)
        shadow_matrices = []
        buffers = [
            (gl.buffer(np.c_[s.vertices, s.normals, s.place, s.paint].astype("f4").tobytes()), gl.buffer(s.faces.astype("i4").tobytes())) for s in solids
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
            self._set(self.floor, common | {"pattern": 2, "tint": sheet.tint, "contact": sheet.contact, "sheen": sheet.sheen, "plane_normal": tuple(normal)})
            gl.vertex_array(self.floor, [(gl.buffer(data.tobytes()), "3f 2f", "position", "uv")]).render(gl.TRIANGLE_STRIP)
        for solid, (vertices, faces) in zip(solids, buffers, strict=True):
            self._set(self.skin, common | solid.uniforms | {"instance": float(solid.instance), "kind": float(solid.cloth)})
            gl.vertex_array(self.skin, [(vertices, "3f 3f 3f 3f", "position", "normal", "place", "paint")], index_buffer=faces).render()
        images = [np.frombuffer(t.read(), np.uint8).reshape(self.size, self.size, 4)[::-1] for t in self.targets]
        depth = np.frombuffer(self.depth.read(), np.float32).reshape(self.size, self.size)[::-1]
        return images[0][..., :3].copy(), images[1][..., :2].copy(), images[2][..., :3].copy(), depth.copy()
