"""Reads the JSON object in a model's answer. Models put it in fences and sentences, and spoil its commas.

An object that is sound JSON is taken as it stands. Only where none fits is a damaged one repaired.
All of them must fit the form, strictly. Nothing is guessed that the form does not accept.
"""

import json
from collections.abc import Iterator
from typing import Annotated, TypeVar

import json_repair
import pydantic
from pydantic import BeforeValidator

Form = TypeVar("Form", bound=pydantic.BaseModel)

# The fields of a form are far shorter. Longer texts would take long to look through.
LONGEST = 100_000
MOST_OBJECTS = 50
# Models write raw line breaks into strings; JSON forbids them (RFC 8259, 7).
_LENIENT = json.JSONDecoder(strict=False)


def read(text: str, form: type[Form]) -> Form:
    """Read the one object in `text` that fits `form`.

    Raises pydantic.ValidationError where none fits, or where several fit and differ.
    """
    misfits = []
    for objects in ([text], _sound(text[:LONGEST]), _repaired(text[:LONGEST])):
        fitting = []
        for found in objects:
            try:
                fitting.append(form.model_validate_json(found))
            except pydantic.ValidationError as misfit:
                misfits.append(misfit)
        if fitting and all(each == fitting[0] for each in fitting):
            return fitting[0]
    raise misfits[-1]


def _sound(text: str) -> Iterator[str]:
    """Yield, as JSON, the objects in `text` that are JSON but for raw line breaks."""
    start = text.find("{")
    for _ in range(MOST_OBJECTS):
        if start < 0:
            return
        end = start + 1
        try:
            found, end = _LENIENT.raw_decode(text, start)
        except (ValueError, RecursionError):
            pass  # a brace in a sentence, or damage
        else:
            yield json.dumps(found)
        start = text.find("{", end)


def _repaired(text: str) -> Iterator[str]:
    """Yield, as JSON, what stands between the outer braces.

    An answer that was cut off has no closing brace, and is not completed.
    """
    start, end = text.find("{"), text.rfind("}")
    if not 0 <= start < end:
        return
    try:
        yield json.dumps(json_repair.loads(text[start : end + 1], skip_json_loads=True, strict=True))
    except (ValueError, RecursionError):
        return


def _whole(value: object) -> object:
    """JSON Schema counts 93.0 among the integers (2020-12, Validation 6.1.1)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]
