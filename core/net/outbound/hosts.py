"""Convert internationalised host names to ASCII as browsers do (UTS 46, non-transitional).

urllib3 uses IDNA 2008 alone, which excludes emoji; registries sell such names all the same.
"""

import re

import idna

from core.net.outbound.errors import ForbiddenAddressError

_HOST = re.compile(r"(?P<before>[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?)(?P<host>[^/?#@:\[\]]+)", re.IGNORECASE)

_SURROGATE = re.compile("[\ud800-\udfff]")


def with_ascii_host(url: str) -> str:
    """Return `url` with its host in ASCII. Raise ForbiddenAddressError for a character that UTS 46 disallows."""
    found = _HOST.match(url)
    if found is None or found["host"].isascii() or _SURROGATE.search(found["host"]):
        return url
    try:
        mapped = idna.uts46_remap(found["host"], std3_rules=False, transitional=False)
        labels = [_label(label) for label in mapped.split(".")]
    except (idna.IDNAError, UnicodeError) as error:
        raise ForbiddenAddressError("the name of its host holds a character that no name may have") from error
    return f"{found['before']}{'.'.join(labels)}{url[found.end() :]}"


def _label(label: str) -> str:
    if label.isascii():
        return label
    encoded = f"xn--{label.encode('punycode').decode('ascii')}"
    if len(encoded) > 63:
        raise UnicodeError("the label is too long")
    return encoded
