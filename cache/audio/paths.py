"""Names of the objects in the audio store.

| object | content |
|---|---|
| `clips/{fingerprint}.flac` | the sound of one utterance, leveled, lossless |
| `clips/{fingerprint}.shared` | mark of a clip that was used again, perhaps by another article |
| `slots/{tag}/{hash}.mp3` | MP3 frames of a narration's clip and pause, as in its track |
| `slots/{hash}.mp3` | MP3 frames of a clip that many articles share, such as an intro |
| `tracks/{hash}.mp3` | a finished track |
| `tracks/{hash}.json` | its manifest: everything needed to restore its record |
| `narrations/{article_id}/{voice}.json` | the live track of a narration |
| `gone/{hash}` | mark of a track or slot that was taken down |
| `voices/{voice}.json` | measured loudness and pace of a voice |
| `samples/{fingerprint}/{hash}.mp3` | one sentence in a voice |
| `identity` | unique identifier of this store |

Clips are named by everything that affects their sound, the others by a hash of their bytes. A
slot's name begins with the tag of its narration, if it belongs to one. So all slots of a narration
lie in one folder, and can be deleted without harm to a narration with the same sentence. Subfolders
of two characters keep directories small.
"""

import hashlib

NARRATIONS_FOLDER = "narrations/"
"""Folder with one subfolder for each narrated article."""

HASH_CHARS = 32
"""Length of a name made of a hash: 128 bits, in hexadecimal."""


def name_of_bytes(data: bytes) -> str:
    """Return the name of an object with this content."""
    return hashlib.sha256(data).hexdigest()[:HASH_CHARS]


def clip_path(fingerprint: str) -> str:
    """Return the path of a clip."""
    return f"clips/{fingerprint[:2]}/{fingerprint}.flac"


def shared_path(fingerprint: str) -> str:
    """Return the path of the mark that a clip was used again."""
    return f"clips/{fingerprint[:2]}/{fingerprint}.shared"


def slot_path(slot_hash: str) -> str:
    """Return the path of a slot."""
    tag, content = slot_hash[:-HASH_CHARS], slot_hash[-HASH_CHARS:]
    return f"{slots_folder(tag)}{content}.mp3" if tag else f"slots/{content[:2]}/{content}.mp3"


def slots_folder(tag: str) -> str:
    """Return the folder of all slots of one narration, given its tag."""
    return f"slots/{tag[:2]}/{tag}/"


def samples_folder(fingerprint: str) -> str:
    """Return the folder of the sample with a fingerprint."""
    return f"samples/{fingerprint}/"


def sample_path(name: str) -> str:
    """Return the path of a voice's sample; its name is its fingerprint and a hash of its bytes."""
    return f"{samples_folder(name[:-HASH_CHARS])}{name[-HASH_CHARS:]}.mp3"


def is_whole(data: bytes, object_hash: str) -> bool:
    """Return True if the content of an object matches the hash in its name."""
    return name_of_bytes(data) == object_hash[-HASH_CHARS:]


def track_path(track_hash: str) -> str:
    """Return the path of a track."""
    return f"tracks/{track_hash[:2]}/{track_hash}.mp3"


def manifest_path(track_hash: str) -> str:
    """Return the path of a track's manifest."""
    return f"tracks/{track_hash[:2]}/{track_hash}.json"


def narrations_folder(article_id: str) -> str:
    """Return the folder with one object for each voice that has read an article."""
    return f"{NARRATIONS_FOLDER}{article_id}/"


def narration_path(article_id: str, voice: str) -> str:
    """Return the path of the object that names a narration's live track."""
    return f"{narrations_folder(article_id)}{voice.replace('/', '~')}.json"


def gone_path(object_hash: str) -> str:
    """Return the path of the mark that a track or slot was taken down."""
    return f"gone/{object_hash[:2]}/{object_hash}"


def voice_path(voice: str) -> str:
    """Return the path of a voice's measurements."""
    return f"voices/{voice.replace('/', '~')}.json"
