"""A network of the size of a nano YOLO pose model, for its cost alone.

Layers and widths are those that the YOLOv8n-pose paper and configuration state (3.3 million weights, 640 x 640 input); the
code is written for this benchmark and the weights are random, since YOLO's own code and weights are under the AGPL. Needs
the extra `train` (torch) once, to write the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["SIDE", "write"]

SIDE = 640


def write(path: Path) -> None:
    """Write the network as ONNX: input `image` (1, 3, 640, 640) float32, output (1, 116, 8400)."""
    import torch
    from torch import nn

    def conv(a: int, b: int, kernel: int = 3, stride: int = 1) -> Any:
        return nn.Sequential(nn.Conv2d(a, b, kernel, stride, kernel // 2), nn.SiLU())

    class Bottleneck(nn.Module):
        def __init__(self, width: int, shortcut: bool) -> None:
            super().__init__()
            self.two = nn.Sequential(conv(width, width), conv(width, width))
            self.shortcut = shortcut

        def forward(self, x: Any) -> Any:
            return x + self.two(x) if self.shortcut else self.two(x)

    class C2f(nn.Module):
        def __init__(self, a: int, b: int, depth: int, *, shortcut: bool = False) -> None:
            super().__init__()
            self.first, self.last = conv(a, b, 1), conv((2 + depth) * (b // 2), b, 1)
            self.blocks = nn.ModuleList(Bottleneck(b // 2, shortcut) for _ in range(depth))

        def forward(self, x: Any) -> Any:
            parts = list(self.first(x).chunk(2, 1))
            for block in self.blocks:
                parts.append(block(parts[-1]))
            return self.last(torch.cat(parts, 1))

    class Pooled(nn.Module):
        def __init__(self, width: int) -> None:
            super().__init__()
            self.first, self.last = conv(width, width // 2, 1), conv(2 * width, width, 1)
            self.pool = nn.MaxPool2d(5, 1, 2)

        def forward(self, x: Any) -> Any:
            parts = [self.first(x)]
            for _ in range(3):
                parts.append(self.pool(parts[-1]))
            return self.last(torch.cat(parts, 1))

    def branch(a: int, width: int, out: int) -> Any:
        return nn.Sequential(conv(a, width), conv(width, width), nn.Conv2d(width, out, 1))

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.p3 = nn.Sequential(
                conv(3, 16, 3, 2),
                conv(16, 32, 3, 2),
                C2f(32, 32, 1, shortcut=True),
                conv(32, 64, 3, 2),
                C2f(64, 64, 2, shortcut=True),
            )
            self.p4 = nn.Sequential(conv(64, 128, 3, 2), C2f(128, 128, 2, shortcut=True))
            self.p5 = nn.Sequential(conv(128, 256, 3, 2), C2f(256, 256, 1, shortcut=True), Pooled(256))
            self.up = nn.Upsample(scale_factor=2)
            self.n4, self.n3 = C2f(384, 128, 1), C2f(192, 64, 1)
            self.down3, self.m4 = conv(64, 64, 3, 2), C2f(192, 128, 1)
            self.down4, self.m5 = conv(128, 128, 3, 2), C2f(384, 256, 1)
            self.heads = nn.ModuleList(
                nn.ModuleList([branch(width, 64, 64), branch(width, 64, 1), branch(width, 51, 51)]) for width in (64, 128, 256)
            )

        def forward(self, x: Any) -> Any:
            p3 = self.p3(x)
            p4 = self.p4(p3)
            p5 = self.p5(p4)
            n4 = self.n4(torch.cat([self.up(p5), p4], 1))
            n3 = self.n3(torch.cat([self.up(n4), p3], 1))
            m4 = self.m4(torch.cat([self.down3(n3), n4], 1))
            m5 = self.m5(torch.cat([self.down4(m4), p5], 1))
            levels = zip((n3, m4, m5), self.heads, strict=True)
            return torch.cat([torch.cat([head(x) for head in heads], 1).flatten(2) for x, heads in levels], 2)

    torch.manual_seed(0)
    net = Net().eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    example = torch.zeros(1, 3, SIDE, SIDE)
    torch.onnx.export(net, (example,), str(path), input_names=["image"], output_names=["rows"], dynamo=False)
    print(f"{path}: {sum(p.numel() for p in net.parameters()) / 1e6:.1f} million weights")
