"""Rebuild the fonts in locator/drawing/fonts/ from Noto Sans CJK (SIL Open Font License 1.1).

    apt-get install fonts-noto-cjk && pip install fonttools
    python tools/subset_font.py [--source /usr/share/fonts/opentype/noto]

Kept: ASCII, Latin-1, pinyin with tone marks, common signs, every character of the atlas (locator/atlas/data/*.json), of
the words of drawings, cards and sheets (their words.json) and of tools/interface_characters.txt. The bold font holds no
Chinese: it only writes codes and numbers. Run it again when tests/drawing/test_text.py names a missing character.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "locator/drawing/fonts"
LATIN = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
PINYIN = set("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛŃŇǸǹ")
SIGNS = set("–—‘’“”•…′″←↑→↓≈≤≥−⚠、。〈〉《》「」『』【】！（），．／：；？～￥％") | {chr(code) for code in range(0xFF10, 0xFF1A)}
#: file name -> (collection, family name inside it, with Chinese?)
OUTPUTS = {
    "NotoSansCJKsc-Regular.subset.otf": ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", True),
    "NotoSansCJKtc-Regular.subset.otf": ("NotoSansCJK-Regular.ttc", "Noto Sans CJK TC", True),
    "NotoSansCJKsc-Bold.subset.otf": ("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", False),
}


def characters() -> set[str]:
    """All characters that a drawing may need."""
    files = [
        *sorted((ROOT / "locator/atlas/data").glob("*.json")),
        *(ROOT / f"locator/{part}/words.json" for part in ("cards", "drawing", "sheets")),
        ROOT / "tools/interface_characters.txt",
    ]
    return set().union(*(path.read_text(encoding="utf-8") for path in files)) - {"\n", "\r", "\t"}


def pick(collection: Path, family: str) -> TTFont:
    for font in TTCollection(collection).fonts:
        if font["name"].getDebugName(1) == family:
            return font
    raise SystemExit(f"{collection} holds no family {family!r}; install Debian's fonts-noto-cjk and pass its folder as --source")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, default=Path("/usr/share/fonts/opentype/noto"), help="folder of NotoSansCJK-*.ttc")
    source: Path = parser.parse_args().source
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    for name, (collection, family, chinese) in OUTPUTS.items():
        font = pick(source / collection, family)
        wanted = LATIN | PINYIN | SIGNS | (characters() if chinese else set())
        missing = {char for char in wanted if ord(char) not in font.getBestCmap()}
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[ord(char) for char in wanted])
        subsetter.subset(font)
        font.save(FONTS / name)
        size = (FONTS / name).stat().st_size
        lacking = " ".join(sorted(missing)) or "-"
        print(f"{name}: {len(wanted) - len(missing)} characters, {size / 1000:.0f} kB; not in the source: {lacking}")


if __name__ == "__main__":
    main()
