"""The typed placeholders that stand in a text for masked or removed pieces."""

from __future__ import annotations

import re
from typing import Final

URL: Final = "[URL]"
USER: Final = "[USER]"
EMAIL: Final = "[EMAIL]"

# Kind of personal data (key of ``Masked.counts``) to the placeholder that replaces it.
PLACEHOLDERS: Final[dict[str, str]] = {
    "resident_number": "[주민번호]",
    "phone": "[전화]",
    "email": "[이메일]",
    "account": "[계좌]",
    "card": "[카드]",
    "passport": "[여권]",
    "licence": "[면허]",
    "business_number": "[사업자번호]",
    "plate": "[차량번호]",
    "address": "[주소]",
    "name": "[이름]",
}
# Placeholders of other anonymisers that come with the data.
_FOREIGN = (
    "PHONE", "NAME", "PLATE", "ACCOUNT", "ADDRESS", "CARD", "RRN", "ID", "TRACKING", "PASSPORT", "DATE",
)  # fmt: skip

PLACEHOLDER: Final = re.compile(
    "|".join(re.escape(form) for form in (*dict.fromkeys((*PLACEHOLDERS.values(), URL, USER)),))
    + "|"
    + "|".join(re.escape(f"[{name}]") for name in _FOREIGN)
)


def find_placeholders(text: str) -> list[tuple[int, int]]:
    """Start and end of every placeholder in ``text``, in order."""
    return [found.span() for found in PLACEHOLDER.finditer(text)] if "[" in text else []
