"""From the written to the spoken form: what the engine gets in place of what the article has."""

_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "\u00a0": " "})


def speak_out(written: str, language: str) -> str:  # noqa: ARG001  # the forms are per language
    """Return how `written` is spoken.

    Args:
        written: A sentence or a part of one.
        language: As BCP 47.
    """
    return written.translate(_TYPOGRAPHY)
