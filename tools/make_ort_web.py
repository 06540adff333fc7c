"""Fetch onnxruntime-web and pack what the tab Live runs in the browser into app/live/ort/.

    python tools/make_ort_web.py        # needs npm; writes the files and ort.json with their sha256

Two builds: `wasm` runs everywhere with WASM SIMD, `jspi` adds WebGPU for browsers that can wait inside WebAssembly. The
.wasm files are kept compressed, as they are sent. docs/decisions/0008-live-in-the-browser.md says why these.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "1.30.0"
TARGET = Path(__file__).parent.parent / "app/live/ort"
FILES = (
    "ort.wasm.min.mjs",
    "ort-wasm-simd-threaded.mjs",
    "ort-wasm-simd-threaded.wasm",
    "ort.jspi.min.mjs",
    "ort-wasm-simd-threaded.jspi.mjs",
    "ort-wasm-simd-threaded.jspi.wasm",
)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", f"onnxruntime-web@{VERSION}", "--ignore-scripts", "--silent", "--pack-destination", folder]
        archive = Path(folder) / subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
        with tarfile.open(archive) as package:
            listed = {}
            for name in FILES:
                member = package.extractfile(f"package/dist/{name}")
                if member is None:
                    raise SystemExit(f"onnxruntime-web {VERSION} has no dist/{name}; look at its dist folder and mend FILES")
                listed[name] = _keep(name, member.read())
    facts = {"package": "onnxruntime-web", "version": VERSION, "licence": "MIT", "files": listed}
    (TARGET / "ort.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def _keep(name: str, data: bytes) -> dict[str, str | int]:
    """Write a file, .wasm compressed; gives what ort.json says of it: bytes and sha256 as npm has them."""
    if name.endswith(".wasm"):
        (TARGET / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    else:
        (TARGET / name).write_bytes(data)
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


if __name__ == "__main__":
    main()
