"""Build models/hand_landmarker.task from MediaPipe's own wheel, the last that carries its hand networks (Apache-2.0).

    pip download --no-deps --only-binary :all: --python-version 3.11 --platform manylinux_2_28_x86_64 mediapipe==0.10.21
    python tools/make_hand_model.py mediapipe-0.10.21-*.whl

A `.task` file is an uncompressed zip of two networks under the names that MediaPipe's HandLandmarker looks for. One wheel gives
the same bytes. The entry `hand` of models/models.json is written with it.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent / "models"
WHEEL = "mediapipe 0.10.21"
FILE = "hand_landmarker.task"
#: Name in the task file: path in the wheel, sha256 of the network.
PARTS = {
    "hand_detector.tflite": (
        "mediapipe/modules/palm_detection/palm_detection_full.tflite",
        "1b14e9422c6ad006cde6581a46c8b90dd573c07ab7f3934b5589e7cea3f89a54",
    ),
    "hand_landmarks_detector.tflite": (
        "mediapipe/modules/hand_landmark/hand_landmark_full.tflite",
        "11c272b891e1a99ab034208e23937a8008388cf11ed2a9d776ed3d01d0ba00e3",
    ),
}


def task(wheel: Path) -> bytes:
    """The bytes of the task file. ValueError when the wheel holds other networks than the known ones."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name, (path, expected) in PARTS.items():
            network = source.read(path)
            found = hashlib.sha256(network).hexdigest()
            if found != expected:
                raise ValueError(f"{path} has sha256 {found}, expected {expected}: give the wheel of {WHEEL}")
            target.writestr(zipfile.ZipInfo(name), network)  # ZipInfo's date is fixed (1980), so the bytes are too
    return buffer.getvalue()


def main() -> None:
    """Command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/make_hand_model.py MEDIAPIPE_WHEEL")
    data = task(Path(sys.argv[1]))
    (MODELS / FILE).write_bytes(data)
    path = MODELS / "models.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    entries["hand"] = {
        "file": FILE,
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "licence": "Apache-2.0",
        "source": f"{WHEEL}: {', '.join(path for path, _ in PARTS.values())}",
    }
    path.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    print(f"{FILE}: {len(data)} bytes, sha256 {entries['hand']['sha256']}")


if __name__ == "__main__":
    main()
