"""Words of a text, in scripts with and without spaces between words."""

import re

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003fffd"
)
"""Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese and Chinese."""

IS_SPACELESS = re.compile(f"[{_SPACELESS}]")
TOKEN = re.compile(f"[{_SPACELESS}]|(?:[^\\W_{_SPACELESS}]|[\u0300-\u036f])+")
