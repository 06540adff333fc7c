"""Make an exported graph lighter without changing a number of its answers."""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import onnxruntime
from onnx import numpy_helper

__all__ = ["fold_pads"]


def fold_pads(path: Path) -> int:
    """Let convolutions do the zero padding that stands before them as a node of its own; rewrites the file, returns how many.

    Torch's convolutions pad both sides alike, so TensorFlow's SAME padding at stride 2 is exported as a Pad, which costs a copy
    of the maps and keeps them out of the blocked layout: an eighth of the landmark network's time.
    """
    model = onnx.load(path)
    amounts = _amounts(path)
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in model.graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    folded = []
    for pad in model.graph.node:
        after = users.get(pad.output[0], [])
        if pad.op_type != "Pad" or pad.name not in amounts or len(after) != 1 or after[0].op_type != "Conv":
            continue
        (conv,), amount = after, amounts[pad.name]
        own = next((attribute for attribute in conv.attribute if attribute.name == "pads"), None)
        if any(amount[:2] + amount[4:6]) or min(amount) < 0 or (own is not None and any(own.ints)):
            continue
        if own is not None:
            conv.attribute.remove(own)
        conv.attribute.append(onnx.helper.make_attribute("pads", [*amount[2:4], *amount[6:8]]))
        conv.input[0] = pad.input[0]
        folded.append(pad)
    for pad in folded:
        model.graph.node.remove(pad)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return len(folded)


def _amounts(path: Path) -> dict[str, list[int]]:
    """How much each constant zero Pad of four axes adds: before each axis, then after. The graph computes this from shapes;
    onnxruntime's own constant folding says what comes out."""
    with tempfile.TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(Path(folder) / "folded.onnx")
        options.log_severity_level = 3
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        graph = onnx.load(options.optimized_model_filepath).graph
    values = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    found = {}
    for node in graph.node:
        if node.op_type != "Pad" or node.input[1] not in values:
            continue
        mode = next((attribute.s for attribute in node.attribute if attribute.name == "mode"), b"constant")
        fill = node.input[2] if len(node.input) > 2 else ""
        zero = fill == "" or (fill in values and not values[fill].any())
        if mode == b"constant" and zero and len(values[node.input[1]]) == 8:
            found[node.name] = [int(v) for v in values[node.input[1]]]
    return found
