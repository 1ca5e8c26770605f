"""Under which names audio is stored.

| object | holds |
|---|---|
| `clips/{fingerprint}.flac` | one utterance as it was spoken, leveled, without loss |
| `slots/{tag}/{hash}.mp3` | a narration's clip and its pause as frames, as its track has them |
| `slots/{hash}.mp3` | the same of what many articles have, as an intro |
| `tracks/{hash}.mp3` | a finished track |
| `tracks/{hash}.json` | its manifest: all that is needed to answer for it again |
| `narrations/{article_id}/{voice}.json` | which track is a narration's live one |
| `gone/{hash}` | a track or slot that was taken down |
| `voices/{voice}.json` | how loud a voice speaks |
| `identity` | what tells this store from every other |

Clips are named by what decided their sound, the others by their bytes. A slot's name begins with
the tag of its narration, if it has one: so a narration's slots are found in one folder, and go with
it without harm to another that says the same. Folders of two characters keep directories small.
"""

import hashlib

NARRATIONS_FOLDER = "narrations/"
"""Has a folder for each article that was narrated."""

HASH_CHARS = 32
"""Length of the names made of hashes: 128 bits, in hexadecimal."""


def name_of_bytes(data: bytes) -> str:
    """Return the name of an object by its content."""
    return hashlib.sha256(data).hexdigest()[:HASH_CHARS]


def clip_path(fingerprint: str) -> str:
    """Return where a clip lies."""
    return f"clips/{fingerprint[:2]}/{fingerprint}.flac"


def slot_path(slot_hash: str) -> str:
    """Return where a slot lies."""
    tag, content = slot_hash[:-HASH_CHARS], slot_hash[-HASH_CHARS:]
    return f"{slots_folder(tag)}{content}.mp3" if tag else f"slots/{content[:2]}/{content}.mp3"


def slots_folder(tag: str) -> str:
    """Return the folder that has all slots of one narration, by its tag."""
    return f"slots/{tag[:2]}/{tag}/"


def is_whole(data: bytes, object_hash: str) -> bool:
    """Return whether an object is what its name says."""
    return name_of_bytes(data) == object_hash[-HASH_CHARS:]


def track_path(track_hash: str) -> str:
    """Return where a track lies."""
    return f"tracks/{track_hash[:2]}/{track_hash}.mp3"


def manifest_path(track_hash: str) -> str:
    """Return where a track's manifest lies."""
    return f"tracks/{track_hash[:2]}/{track_hash}.json"


def narrations_folder(article_id: str) -> str:
    """Return the folder that has one object for each voice that has read an article."""
    return f"{NARRATIONS_FOLDER}{article_id}/"


def narration_path(article_id: str, voice: str) -> str:
    """Return where it is noted which track is a narration's live one."""
    return f"{narrations_folder(article_id)}{voice.replace('/', '~')}.json"


def gone_path(object_hash: str) -> str:
    """Return where it is noted that a track or slot was taken down."""
    return f"gone/{object_hash[:2]}/{object_hash}"


def voice_path(voice: str) -> str:
    """Return where it is noted how loud a voice speaks."""
    return f"voices/{voice.replace('/', '~')}.json"
