"""The API reference as pages of Markdown, one for each tag of an OpenAPI document, and one for the objects."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

Schema = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


def pages(document: Schema) -> dict[str, str]:
    """Their texts by their names: `index`, the tags in lower case, `objects`."""
    return {
        "index": f"# API\n\n{document['info']['description']}\n",
        **{tag["name"].lower(): _tag_page(document, tag) for tag in document["tags"]},
        "objects": _objects_page(document),
    }


def _tag_page(document: Schema, tag: Schema) -> str:
    parts = [f"# {tag['name']}", tag["description"]]
    for path, item in document["paths"].items():
        for method in METHODS:
            if tag["name"] in item.get(method, {}).get("tags", []):
                parts += _operation(method, path, item[method])
    return "\n\n".join(parts) + "\n"


def _operation(method: str, path: str, operation: Schema) -> Iterator[str]:
    yield f"## {operation['summary']} {{ #{operation['operationId']} }}"
    yield f'<p class="operation"><b>{method.upper()}</b>{path}</p>'
    yield operation["description"]
    if parameters := operation.get("parameters"):
        rows = [
            (_sent(one["name"], one.get("required", False)), one["in"], _type(one["schema"]), one["description"])
            for one in parameters
        ]
        yield _table(("parameter", "in", "type", ""), rows)
    if body := operation.get("requestBody"):
        yield from _content("Request", body["content"]["application/json"])
    yield from _responses(operation["responses"])


def _responses(responses: Schema) -> Iterator[str]:
    """The success with its examples, then the refusals."""
    refusals = []
    for status, response in responses.items():
        if status >= "400":
            refusals.append((status, response["description"]))
            continue
        yield f"**Answer {status}.** {response['description']}"
        yield from _content("", response.get("content", {}).get("application/json", {}))
    yield _table(("status", "when"), refusals)


def _content(title: str, content: Schema) -> Iterator[str]:
    if content and title:
        yield f"**{title}.** {_type(content['schema'])}"
    for example in content.get("examples", {}).values():
        written = json.dumps(example["value"], indent=2, ensure_ascii=False)
        yield f"{example.get('summary', 'Example')}:\n\n```json\n{written}\n```"


def _objects_page(document: Schema) -> str:
    parts = ["# Objects", "What is sent and answered, field by field."]
    for name, schema in sorted(document["components"]["schemas"].items()):
        parts += _object(name, schema)
    return "\n\n".join(parts) + "\n"


def _object(name: str, schema: Schema) -> Iterator[str]:
    yield f"## {name} {{ #{name} }}"
    if description := schema.get("description"):
        yield description
    if "properties" not in schema:
        yield f"{_type(schema)}."
        return
    required = schema.get("required", [])
    field = _sent if name.endswith("Request") else _answered
    rows = [(field(key, key in required), _type(one), _meaning(one)) for key, one in schema["properties"].items()]
    yield _table(("field", "type", ""), rows)


def _sent(name: str, required: bool) -> str:
    return f"`{name}`" + (" (required)" if required else "")


def _answered(name: str, always: bool) -> str:
    return f"`{name}`" + ("" if always else " (not always)")


def _meaning(schema: Schema) -> str:
    default = schema.get("default")
    return str(schema.get("description", "")) + ("" if default is None else f" `{json.dumps(default)}` by default.")


def _type(schema: Schema) -> str:
    """In words, with links to the objects."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](objects.md#{name})"
    if parts := schema.get("oneOf", schema.get("anyOf", schema.get("allOf"))):
        return " or ".join(_type(part) for part in parts)
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{one}`" for one in schema.get("enum", [schema.get("const")]))
    if "items" in schema:
        return f"array of {_type(schema['items'])}"
    kinds = schema.get("type", "any")
    return " or ".join([kinds] if isinstance(kinds, str) else kinds)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines
    )
