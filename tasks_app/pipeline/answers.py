"""Read the JSON object in a model's answer. Models wrap it in fences and sentences, and break its commas.

Valid JSON is taken as it stands. Damaged JSON is repaired only if no valid object fits. Every object is validated
strictly by the form.
"""

import json
from collections.abc import Iterator
from typing import Annotated, TypeVar

import json_repair
import pydantic
from pydantic import BeforeValidator

Form = TypeVar("Form", bound=pydantic.BaseModel)

# Forms are far shorter. Longer texts would take long to search.
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
    """Yield the objects in `text` that are valid JSON apart from raw line breaks, as JSON."""
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
    """Yield the text between the outer braces, repaired, as JSON.

    An answer that was cut off has no closing brace and is not completed.
    """
    start, end = text.find("{"), text.rfind("}")
    if not 0 <= start < end:
        return
    try:
        yield json.dumps(json_repair.loads(text[start : end + 1], skip_json_loads=True, strict=True))
    except (ValueError, RecursionError):
        return


def _whole(value: object) -> object:
    """Return 93.0 as 93: JSON Schema counts it among the integers (2020-12, Validation 6.1.1)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]
