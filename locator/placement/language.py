"""The rule language: from a sentence such as "from web23 toward heel_back, one third" to a tree. Guide: docs/rules.md.

rule    := "at" ref | "midway" ref "and" ref | "from" ref "toward" goal "," amount
         | length way ["and" way] "of" ref | "on" edge "at" ref
         | "at" ("u"|"p"|"x") number "," ("v"|"q") number | "on toe" digit "at s" number "," "w" number
goal    := ref | edge
ref     := landmark | code of another point | "(" rule ")"
edge    := "the sole" | "the border" | "the back"
amount  := length | number | "one half" | "one third" | "two thirds" | "one quarter" | "three quarters"
length  := number ("cun" | "leg cun" | "foot")
way     := distal | proximal | medial | lateral | up | down | anterior | posterior
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Container, Iterator
from typing import Literal, NoReturn, get_args

from locator.errors import RuleError

__all__ = ["WAYS", "Between", "Edge", "Length", "Mark", "Node", "Offset", "OnChart", "OnEdge", "OnToe", "Point", "parse", "parts"]

Unit = Literal["cun", "leg cun", "foot"]
Edge = Literal["sole", "border", "back"]
#: Direction words; which of them a view knows is for its frame to say.
WAYS = ("distal", "proximal", "medial", "lateral", "up", "down", "anterior", "posterior")
FRACTIONS = {"one half": 1 / 2, "one third": 1 / 3, "two thirds": 2 / 3, "one quarter": 1 / 4, "three quarters": 3 / 4}


@dataclasses.dataclass(frozen=True, slots=True)
class Length:
    """A length in cun of the foot, cun of the leg, or foot lengths."""

    value: float
    unit: Unit


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A landmark."""

    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """Another acupoint, placed by its own rules."""

    code: str


@dataclasses.dataclass(frozen=True, slots=True)
class Between:
    """On the way from `start` to `goal`: a share of it (float), or a length along it."""

    start: Node
    goal: Node | Edge
    amount: float | Length


@dataclasses.dataclass(frozen=True, slots=True)
class Offset:
    """`length` away from `base`, in the direction half way between `ways`."""

    length: Length
    ways: tuple[str, ...]
    base: Node


@dataclasses.dataclass(frozen=True, slots=True)
class OnEdge:
    """The point of an edge of a side view at the level of `base`."""

    edge: Edge
    base: Node


@dataclasses.dataclass(frozen=True, slots=True)
class OnChart:
    """Chart coordinates of the view: (u, v), (p, q) or (x, q)."""

    names: tuple[str, str]
    values: tuple[float, float]


@dataclasses.dataclass(frozen=True, slots=True)
class OnToe:
    """On a toe: `s` from its base (0) to its tip (1), `w` from medial (0) to lateral (1)."""

    toe: int
    s: float
    w: float


Node = Mark | Point | Between | Offset | OnEdge | OnChart | OnToe

_TOKEN = re.compile(r"\s*(?:(?P<number>-?\d+(?:\.\d+)?)(?![\w.])|(?P<word>[A-Za-z][\w-]*)|(?P<mark>[(),]))")
_CODE = re.compile(r"[A-Z][A-Z0-9-]*\Z")


def parse(text: str, landmarks: Container[str], codes: Container[str]) -> Node:
    """The tree of a rule. RuleError with the column when the text does not read, or names an unknown landmark or point."""
    return _Parser(text, landmarks, codes).rule_to_the_end()


def parts(node: Node) -> Iterator[Node]:
    """The node and every node inside it."""
    yield node
    if isinstance(node, Between):
        yield from parts(node.start)
        if not isinstance(node.goal, str):
            yield from parts(node.goal)
    elif isinstance(node, Offset | OnEdge):
        yield from parts(node.base)


class _Parser:
    """Recursive descent over the tokens of one rule; one method for each line of the grammar."""

    def __init__(self, text: str, landmarks: Container[str], codes: Container[str]) -> None:
        self.text, self.landmarks, self.codes = text, landmarks, codes
        self.tokens: list[tuple[str, int]] = []
        self.next = 0
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None:
                self.fail("a word, a number, a comma or a bracket", at + len(text[at:]) - len(text[at:].lstrip()))
            self.tokens.append((found[0].strip(), found.end() - len(found[0].strip())))
            at = found.end()

    def fail(self, wanted: str, at: int | None = None) -> NoReturn:
        if at is None:
            at = self.tokens[self.next][1] if self.next < len(self.tokens) else len(self.text)
        got = repr(self.text[at:].split(maxsplit=1)[0]) if self.text[at:].strip() else "the end"
        raise RuleError(f"rule {self.text!r}, column {at + 1}: expected {wanted}, got {got}; see docs/rules.md for the language")

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.next + ahead][0] if self.next + ahead < len(self.tokens) else ""

    def take(self, *words: str) -> bool:
        """Step over these words when they come next."""
        if [self.peek(k) for k in range(len(words))] != list(words):
            return False
        self.next += len(words)
        return True

    def need(self, *words: str) -> None:
        for word in words:
            if not self.take(word):
                self.fail(repr(word))

    def number(self) -> float:
        try:
            value = float(self.peek())
        except ValueError:
            self.fail("a number")
        self.next += 1
        return value

    def rule_to_the_end(self) -> Node:
        node = self.rule()
        if self.next < len(self.tokens):
            self.fail("the end of the rule")
        return node

    def rule(self) -> Node:
        if self.peek() == "at" and self.peek(1) in ("u", "p", "x"):
            return self.on_chart()
        if self.take("at"):
            return self.ref()
        if self.take("midway"):
            start = self.ref()
            self.need("and")
            return Between(start, self.ref(), 0.5)
        if self.take("from"):
            start = self.ref()
            self.need("toward")
            goal = self.edge() or self.ref()
            self.need(",")
            return Between(start, goal, self.amount())
        if self.take("on", "toe"):
            return self.on_toe()
        if self.take("on"):
            edge = self.edge() or self.fail('"the sole", "the border" or "the back"')
            self.need("at")
            return OnEdge(edge, self.ref())
        if re.match(r"-?\d", self.peek()):
            length = self.length(self.number())
            ways = [self.way()]
            if self.take("and"):
                ways.append(self.way())
            self.need("of")
            return Offset(length, tuple(ways), self.ref())
        return self.fail('"at", "midway", "from", "on" or a length')

    def on_chart(self) -> OnChart:
        self.need("at")
        first = self.peek()
        second = {"u": "v", "p": "q", "x": "q"}[first]
        self.next += 1
        a = self.number()
        self.need(",", second)
        return OnChart((first, second), (a, self.number()))

    def on_toe(self) -> OnToe:
        toe = self.number()
        if toe not in (1, 2, 3, 4, 5):
            self.next -= 1
            self.fail("a toe from 1 (big) to 5 (little)")
        self.need("at", "s")
        s = self.number()
        self.need(",", "w")
        return OnToe(int(toe), s, self.number())

    def ref(self) -> Node:
        if self.take("("):
            node = self.rule()
            self.need(")")
            return node
        word = self.peek()
        if word in self.landmarks:
            self.next += 1
            return Mark(word)
        if _CODE.match(word) and word in self.codes:
            self.next += 1
            return Point(word)
        return self.fail("a landmark, a point's code or a rule in brackets")

    def edge(self) -> Edge | None:
        for edge in get_args(Edge):
            if self.take("the", edge):
                found: Edge = edge
                return found
        if self.peek() == "the":
            self.fail('"the sole", "the border" or "the back"')
        return None

    def way(self) -> str:
        if self.peek() not in WAYS:
            self.fail(f"a direction ({', '.join(WAYS)})")
        self.next += 1
        return self.tokens[self.next - 1][0]

    def amount(self) -> float | Length:
        for words, value in FRACTIONS.items():
            if self.take(*words.split()):
                return value
        value = self.number()
        return self.length(value) if self.peek() in ("cun", "leg", "foot") else value

    def length(self, value: float) -> Length:
        if self.take("leg", "cun"):
            return Length(value, "leg cun")
        for unit in ("cun", "foot"):
            if self.take(unit):
                return Length(value, unit)
        return self.fail('"cun", "leg cun" or "foot"')
