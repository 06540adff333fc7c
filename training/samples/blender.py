"""Path-trace one prepared scene with Blender. Runs in Blender's own Python (the `bpy` package), needs nothing of this project.

    python blender.py SCENE.npz OUT.png [--samples 32] [--scale 100]

SCENE.npz holds meshes and a JSON description (see `training.samples.stage`). Beside OUT.png it writes OUT.json: for each
landmark whether the camera sees it (a ray from the camera meets nothing more than 5 mm before it).
"""

import argparse
import json
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix, Vector


class Nodes:
    """Shader nodes as function calls: `n("ShaderNodeMix", {"Factor": x}, blend_type="MIX")` returns the node."""

    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()

    def __call__(self, kind, inputs=None, **properties):
        node = self.tree.nodes.new("ShaderNode" + kind)
        for key, value in properties.items():
            setattr(node, key, value)
        for key, value in (inputs or {}).items():
            if isinstance(value, bpy.types.NodeSocket):
                self.tree.links.new(value, node.inputs[key])
            else:
                node.inputs[key].default_value = value
        return node

    def noise(self, where, scale, detail=4.0, roughness=0.6):
        return self("TexNoise", {"Vector": where, "Scale": scale, "Detail": detail, "Roughness": roughness}).outputs["Fac"]

    def ramp(self, value, low, high):
        return self("MapRange", {"Value": value, "From Min": low, "From Max": high}).outputs["Result"]

    def mix(self, factor, a, b, blend="MIX"):
        node = self("MixRGB", {"Fac": factor, "Color1": a, "Color2": b}, blend_type=blend)
        return node.outputs["Color"]

    def scaled(self, where, scale):
        return self("Mapping", {"Vector": where, "Scale": scale}).outputs["Vector"]

    def bump(self, height, strength, distance, normal=None):
        inputs = {"Height": height, "Strength": strength, "Distance": distance}
        if normal is not None:
            inputs["Normal"] = normal
        return self("Bump", inputs).outputs["Normal"]

    def finish(self, inputs):
        surface = self("BsdfPrincipled", inputs)
        self("OutputMaterial", {"Surface": surface.outputs["BSDF"]})
        return self.material


def rgb(r, g, b):
    """sRGB 0..255 to a linear RGBA tuple."""
    return (*(((v / 255 + 0.055) / 1.055) ** 2.4 if v > 10.3 else v / 255 / 12.92 for v in (r, g, b)), 1.0)


def skin():
    n = Nodes("skin")
    place = n("Attribute", attribute_name="place").outputs["Vector"]
    colour = n("Attribute", attribute_name="colour").outputs["Color"]
    nail = n("Attribute", attribute_name="nail").outputs["Fac"]
    pores = n("TexVoronoi", {"Vector": place, "Scale": 260.0, "Randomness": 1.0}, feature="DISTANCE_TO_EDGE").outputs["Distance"]
    rough_noise = n.noise(place, 90.0)
    height = n("Math", {0: n.ramp(pores, 0.0, 0.25), 1: n.noise(place, 420.0, 2.0)}, operation="ADD").outputs[0]
    off = n("Math", {0: 1.0, 1: nail}, operation="SUBTRACT").outputs[0]
    strength = n("Math", {0: off, 1: 0.28}, operation="MULTIPLY").outputs[0]
    normal = n("Bump", {"Height": height, "Strength": strength, "Distance": 0.0004}).outputs["Normal"]
    speckled = n.mix(0.10, colour, n("ValToRGB", {"Fac": n.noise(place, 55.0, 6.0, 0.7)}).outputs["Color"], "OVERLAY")
    rough = n.ramp(rough_noise, 0.2, 0.8)
    skin_rough = n("MapRange", {"Value": rough, "To Min": 0.42, "To Max": 0.62}).outputs["Result"]
    gloss = n("MapRange", {"Value": nail, "To Min": 0.0, "To Max": -0.22}).outputs["Result"]
    return n.finish(
        {
            "Base Color": speckled,
            "Roughness": n("Math", {0: skin_rough, 1: gloss}, operation="ADD").outputs[0],
            "Subsurface Weight": n("MapRange", {"Value": nail, "To Min": 0.22, "To Max": 0.08}).outputs["Result"],
            "Subsurface Radius": (1.0, 0.36, 0.2),
            "Subsurface Scale": 0.006,
            "Specular IOR Level": 0.42,
            "Normal": normal,
        }
    )


def fabric(name, colour, weave=900.0):
    n = Nodes(name)
    where = n("TexCoord").outputs["Object"]
    threads = n("TexWave", {"Vector": where, "Scale": weave, "Distortion": 2.0}, bands_direction="DIAGONAL").outputs["Fac"]
    fuzz = n.noise(where, 350.0, 5.0)
    shade = n.mix(0.35, colour, n("ValToRGB", {"Fac": n.noise(where, 14.0, 6.0)}).outputs["Color"], "SOFT_LIGHT")
    normal = n.bump(n("Math", {0: threads, 1: fuzz}, operation="ADD").outputs[0], 0.5, 0.0008)
    return n.finish({"Base Color": shade, "Roughness": 0.95, "Sheen Weight": 0.25, "Specular IOR Level": 0.15, "Normal": normal})


def towel(colour):
    n = Nodes("towel")
    where = n("TexCoord").outputs["Object"]
    loops = n("TexVoronoi", {"Vector": where, "Scale": 520.0}).outputs["Distance"]
    bands = n("TexWave", {"Vector": where, "Scale": 5.0, "Distortion": 0.4}, bands_direction="X").outputs["Fac"]
    height = n("Math", {0: loops, 1: n.noise(where, 60.0)}, operation="ADD").outputs[0]
    shade = n.mix(n("MapRange", {"Value": loops, "To Max": 0.55}).outputs["Result"], colour, rgb(120, 120, 120), "MULTIPLY")
    shade = n.mix(n("Math", {0: bands, 1: 0.03}, operation="MULTIPLY").outputs[0], shade, rgb(255, 255, 255))
    return n.finish({"Base Color": shade, "Roughness": 1.0, "Sheen Weight": 0.4, "Normal": n.bump(height, 0.9, 0.003)})


def wood(light, dark):
    n = Nodes("wood")
    where = n("TexCoord").outputs["Object"]
    planks = n(
        "TexBrick",
        {
            "Vector": where,
            "Color1": (0.2, 0.2, 0.2, 1),
            "Color2": (0.9, 0.9, 0.9, 1),
            "Mortar": (0, 0, 0, 1),
            "Scale": 1.0,
            "Mortar Size": 0.0012,
            "Mortar Smooth": 0.3,
            "Brick Width": 1.15,
            "Row Height": 0.115,
        },
    )
    jump = n("VectorMath", {0: where, 1: planks.outputs["Color"]}, operation="ADD").outputs["Vector"]
    long = n.scaled(jump, (2.2, 34.0, 1.0))
    grain = n.noise(long, 2.0, 9.0, 0.62)
    pores = n.noise(n.scaled(jump, (14.0, 420.0, 1.0)), 2.0, 3.0)
    colour = n.mix(n.ramp(grain, 0.3, 0.7), light, dark)
    colour = n.mix(n.ramp(pores, 0.55, 0.8), colour, n.mix(0.55, colour, rgb(50, 30, 18)))
    colour = n.mix(0.35, colour, n.mix(1.0, colour, planks.outputs["Color"], "SOFT_LIGHT"))
    colour = n.mix(planks.outputs["Fac"], colour, rgb(40, 26, 18))
    normal = n.bump(n("Math", {0: pores, 1: planks.outputs["Fac"]}, operation="SUBTRACT").outputs[0], 0.25, 0.001)
    rough = n("MapRange", {"Value": grain, "To Min": 0.32, "To Max": 0.5}).outputs["Result"]
    return n.finish({"Base Color": colour, "Roughness": rough, "Normal": normal})


def tile(light, dark, grout, size=0.30):
    n = Nodes("tile")
    where = n("TexCoord").outputs["Object"]
    bricks = n(
        "TexBrick",
        {
            "Vector": where,
            "Color1": light,
            "Color2": dark,
            "Mortar": grout,
            "Scale": 1.0,
            "Mortar Size": 0.0035,
            "Mortar Smooth": 0.4,
            "Brick Width": size,
            "Row Height": size,
        },
        offset=0.0,
    )
    stone = n("ValToRGB", {"Fac": n.noise(where, 9.0, 10.0, 0.7)}).outputs["Color"]
    colour = n.mix(0.22, bricks.outputs["Color"], stone, "SOFT_LIGHT")
    flat = n("Math", {0: 1.0, 1: bricks.outputs["Fac"]}, operation="SUBTRACT").outputs[0]
    rough = n("MapRange", {"Value": bricks.outputs["Fac"], "To Min": 0.22, "To Max": 0.9}).outputs["Result"]
    wave = n("Math", {0: flat, 1: n.noise(where, 5.0)}, operation="ADD").outputs[0]
    return n.finish({"Base Color": colour, "Roughness": rough, "Normal": n.bump(wave, 0.35, 0.002)})


def plain(name, colour, rough=0.85, grain=200.0):
    n = Nodes(name)
    where = n("TexCoord").outputs["Object"]
    fibre = n.noise(where, grain, 6.0)
    shade = n.mix(0.12, colour, n("ValToRGB", {"Fac": n.noise(where, 3.0, 5.0)}).outputs["Color"], "SOFT_LIGHT")
    return n.finish({"Base Color": shade, "Roughness": rough, "Normal": n.bump(fibre, 0.15, 0.0008)})


MATERIALS = {
    "skin": skin,
    "denim": lambda: fabric("denim", rgb(52, 66, 96)),
    "grey_trousers": lambda: fabric("trousers", rgb(92, 92, 94)),
    "black_trousers": lambda: fabric("trousers", rgb(32, 32, 35)),
    "beige_trousers": lambda: fabric("trousers", rgb(166, 146, 118)),
    "sheet": lambda: fabric("sheet", rgb(216, 214, 208), 1500.0),
    "blue_sheet": lambda: fabric("sheet", rgb(122, 142, 164), 1500.0),
    "towel": lambda: towel(rgb(226, 226, 222)),
    "green_towel": lambda: towel(rgb(112, 148, 136)),
    "oak": lambda: wood(rgb(176, 132, 88), rgb(136, 94, 58)),
    "walnut": lambda: wood(rgb(112, 74, 48), rgb(70, 44, 28)),
    "white_tile": lambda: tile(rgb(214, 212, 206), rgb(204, 201, 194), rgb(150, 146, 140)),
    "grey_tile": lambda: tile(rgb(128, 128, 126), rgb(114, 115, 116), rgb(84, 82, 80), 0.45),
    "paper": lambda: plain("paper", rgb(238, 237, 233), 0.9, 500.0),
    "wall": lambda: plain("wall", rgb(206, 202, 194)),
    "blue_wall": lambda: plain("wall", rgb(150, 168, 178)),
    "rubber": lambda: plain("rubber", rgb(226, 224, 218), 0.6),
    "canvas": lambda: fabric("canvas", rgb(46, 70, 110)),
}


def add_mesh(name, vertices, faces, material, attributes):
    data = bpy.data.meshes.new(name)
    data.vertices.add(len(vertices))
    data.vertices.foreach_set("co", vertices.astype("f4").ravel())
    data.loops.add(faces.size)
    data.loops.foreach_set("vertex_index", faces.astype("i4").ravel())
    data.polygons.add(len(faces))
    data.polygons.foreach_set("loop_start", np.arange(0, faces.size, faces.shape[1], dtype="i4"))
    data.update(calc_edges=True)
    data.shade_smooth()
    for key, values in attributes.items():
        kind, field = {3: ("FLOAT_VECTOR", "vector"), 1: ("FLOAT", "value")}[values.shape[1] if values.ndim > 1 else 1]
        data.attributes.new(key, kind, "POINT").data.foreach_set(field, values.astype("f4").ravel())
    data.materials.append(material)
    thing = bpy.data.objects.new(name, data)
    bpy.context.collection.objects.link(thing)
    return thing


def area_light(eye, target, size, watts, colour):
    data = bpy.data.lights.new("area", "AREA")
    data.shape, data.size, data.energy, data.color = "DISK", size, watts, colour
    thing = bpy.data.objects.new("area", data)
    direction = Vector(target) - Vector(eye)
    thing.location, thing.rotation_euler = eye, direction.to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(thing)


def build(job, arrays):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    materials = {}
    for index, part in enumerate(job["meshes"]):
        key = part["material"]
        materials[key] = materials.get(key) or MATERIALS[key]()
        attributes = {k: arrays[f"{index}_{k}"] for k in ("place", "colour", "nail") if f"{index}_{k}" in arrays}
        thing = add_mesh(part["name"], arrays[f"{index}_vertices"], arrays[f"{index}_faces"], materials[key], attributes)
        if part.get("thickness"):
            thing.modifiers.new("thick", "SOLIDIFY").thickness = part["thickness"]
    for light in job["lights"]:
        area_light(light["eye"], light["target"], light["size"], light["watts"], light["colour"])
    world = bpy.data.worlds.new("world")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = (*job["sky"], 1)
    world.node_tree.nodes["Background"].inputs[1].default_value = job["sky_strength"]
    bpy.context.scene.world = world
    camera = bpy.data.cameras.new("camera")
    camera.sensor_fit, camera.sensor_width, camera.lens = "AUTO", 36.0, job["lens"]
    camera.clip_start = 0.01
    camera.dof.use_dof, camera.dof.focus_distance, camera.dof.aperture_fstop = True, job["focus"], job["stop"]
    thing = bpy.data.objects.new("camera", camera)
    thing.matrix_world = Matrix(job["camera_matrix"])
    bpy.context.collection.objects.link(thing)
    bpy.context.scene.camera = thing


def sees(job):
    """For each foot and landmark: does the camera see this point?"""
    depsgraph = bpy.context.evaluated_depsgraph_get()
    eye = Vector(np.array(job["camera_matrix"])[:3, 3])
    answer = []
    for foot in job["feet"]:
        seen = {}
        for name, spot in foot["landmarks"].items():
            ray = Vector(spot["world"]) - eye
            hit, where, *_ = bpy.context.scene.ray_cast(depsgraph, eye, ray.normalized())
            seen[name] = bool(not hit or (where - eye).length > ray.length - 0.005)
        answer.append(seen)
    return answer


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scene", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--samples", type=int, default=32)
    parser.add_argument("--scale", type=int, default=100, help="percent of the full size")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    arrays = dict(np.load(args.scene))
    job = json.loads(str(arrays.pop("job")))
    build(job, arrays)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device, scene.cycles.samples, scene.cycles.seed = "CPU", args.samples, 1
    scene.cycles.use_adaptive_sampling, scene.cycles.adaptive_threshold = True, 0.03
    scene.cycles.use_denoising, scene.cycles.denoiser = True, "OPENIMAGEDENOISE"
    scene.cycles.denoising_prefilter = "FAST"
    scene.cycles.max_bounces, scene.cycles.diffuse_bounces = 4, 2
    scene.cycles.sample_clamp_indirect = 4.0
    scene.render.threads_mode, scene.render.threads = "FIXED", args.threads
    scene.render.resolution_x, scene.render.resolution_y = job["size"]
    scene.render.resolution_percentage = args.scale
    scene.render.image_settings.file_format = "PNG"
    scene.view_settings.view_transform, scene.view_settings.look = "AgX", "AgX - High Contrast"
    scene.view_settings.exposure = job["exposure"]
    scene.render.filepath = str(args.out.resolve())
    args.out.with_suffix(".json").write_text(json.dumps(sees(job)))
    bpy.ops.render.render(write_still=True)


if __name__ == "__main__":
    main()
