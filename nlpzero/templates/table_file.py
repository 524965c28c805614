"""The file of a template table: tab-separated columns with a header."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from simpler_glove.errors import FormatError
from simpler_glove.storage import parse_json

from .evidence import KINDS, SlotEvidence, slot_kinds
from .skeletons import ANY, VALUE, Skeleton
from .template import Template

COLUMNS = ("id", "count", "gain", "template", "slots", "example")
_SLOT = "<*>"
_MAX_INT = 2**63 - 1
_CONTROL = re.compile(r"[\x00-\x1f]")


def write(templates: Iterable[Template], file: BinaryIO) -> None:
    """Write a table; slots are JSON, with the evidence after the kind."""
    file.write(("\t".join(COLUMNS) + "\n").encode())
    for template in templates:
        slots = template.slots or tuple(map(SlotEvidence, slot_kinds(template.tokens)))
        fields = (
            str(template.id), str(template.count), f"{template.gain:.2f}", template.text,
            json.dumps([_as_list(slot) for slot in slots]), _CONTROL.sub(" ", template.example),
        )  # fmt: skip
        file.write(("\t".join(fields) + "\n").encode("utf-8", "surrogatepass"))


def _as_list(slot: SlotEvidence) -> list[Any]:
    return [value if isinstance(value, int | str) else round(value, 4) for value in slot]


def parse(texts: Sequence[str], path: str) -> Iterator[Template]:
    """Parse the lines of a table; raises FormatError with the line of the first problem."""
    header = texts[0].split("\t") if texts else []
    if "id" not in header or "template" not in header or len(set(header)) < len(header):
        raise FormatError(
            "not a table of templates: the first line must name the columns, among them id and "
            "template, and no column twice",
            path=path,
            line=1,
        )
    seen: set[int] = set()
    for number, text in enumerate(texts[1:], 2):
        if not text.strip():
            continue
        fields = text.split("\t")
        try:
            template = _template(
                dict(zip(header, fields, strict=False)), len(fields) == len(header)
            )
        except ValueError as error:
            raise FormatError(str(error), path=path, line=number) from None
        if template.id in seen:
            raise FormatError(f"the id {template.id} occurs twice", path=path, line=number)
        seen.add(template.id)
        yield template


def _template(fields: dict[str, str], complete: bool) -> Template:
    """Return a template, or raise ValueError with a description of the problem."""
    if not complete:
        raise ValueError("the number of fields is not that of the header")
    texts = fields["template"].split(" ")
    if "" in texts or _CONTROL.search(fields["template"]):
        raise ValueError(
            "a template must contain tokens, with one space between them, and no control characters"
        )
    slots = _slots(fields.get("slots", ""))
    tokens = _tokens(texts, [slot.kind for slot in slots])
    if slots and slot_kinds(tokens) != [slot.kind for slot in slots]:
        raise ValueError(
            f"the template has the slots {', '.join(slot_kinds(tokens)) or 'none'}, but the column "
            f"slots has {', '.join(slot.kind for slot in slots)}; empty it if the template was "
            "edited"
        )
    return Template(
        _int(fields["id"], "id"),
        tokens,
        _int(fields.get("count") or "0", "count"),
        _float(fields.get("gain") or "0"),
        fields.get("example", ""),
        slots,
    )


def _tokens(texts: Sequence[str], kinds: Sequence[str]) -> Skeleton:
    tokens, place = [], 0
    for text in texts:
        many = text == _SLOT and kinds[place : place + 1] == ["any"]
        tokens.append(ANY if many else text.replace(_SLOT, VALUE))
        place += text.count(_SLOT)
    return tuple(tokens)


def _slots(text: str) -> tuple[SlotEvidence, ...]:
    if not text:
        return ()
    try:
        found = parse_json(text)
    except ValueError:
        found = None
    allowed = isinstance(found, list) and all(
        isinstance(slot, list)
        and 1 <= len(slot) <= len(SlotEvidence._fields)
        and slot[0] in KINDS
        and all(isinstance(value, int | float) for value in slot[1:])
        for slot in found
    )
    if not allowed:
        raise ValueError(f"slots must be a JSON list of [kind, ...] with the kinds {KINDS}")
    return tuple(SlotEvidence(*slot) for slot in found)


def _int(text: str, name: str) -> int:
    if len(text) > 20 or not (text.isascii() and text.isdigit()) or int(text) > _MAX_INT:
        raise ValueError(f"the {name} {text!r} is not an int from 0 to 2**63 - 1")
    return int(text)


def _float(text: str) -> float:
    try:
        gain = float(text)
    except ValueError:
        gain = math.nan
    if not math.isfinite(gain):
        raise ValueError(f"the gain {text!r} is not a number")
    return gain
