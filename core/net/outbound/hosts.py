"""Names of hosts in letters beyond ASCII, spelled in ASCII as browsers do: UTS 46, not transitional.

urllib3 spells them by IDNA 2008 alone, which knows no emoji; registries sell names with them all the same.
"""

import re

import idna

from core.net.outbound.errors import ForbiddenAddressError

_HOST = re.compile(r"(?P<before>[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?)(?P<host>[^/?#@:\[\]]+)", re.IGNORECASE)

_SURROGATE = re.compile("[\ud800-\udfff]")


def with_ascii_host(url: str) -> str:
    """Return `url` with its host in ASCII. Raise ForbiddenAddressError for a host that UTS 46 allows no letter of."""
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
