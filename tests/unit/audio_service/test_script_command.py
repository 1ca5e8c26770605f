import json
from pathlib import Path

import pytest

from audio_service.commands.script import script

HTML = """<body><article><h1>Pier</h1>
<p>The council met on the pier, and nobody knew for how long they would be out there [1].</p>
<p>The <b data-listen-alias="">✨</b> weather was fair, though, and so was everybody's mood.</p>
<figure><figcaption>A pier</figcaption></figure><p data-listen=skip>Not this</p>
<div class=share>Share</div>
<p>They went home late, and what they had decided was not told to those who asked.</p></article>"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LISTEN_VOICES", "gtts:en")
    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path))
    path = tmp_path / "pier.html"
    path.write_text(HTML, "utf-8")
    return str(path)


def test_a_script_is_json_lines_and_nothing_else(
    page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    script.main([page], standalone_mode=False)
    printed = capsys.readouterr()
    lines = [json.loads(line) for line in printed.out.splitlines()]
    assert len(lines) == 4
    assert {tuple(line) for line in lines} == {
        ("role", "written", "spoken", "pause_after_ms", "voice")
    }
    assert printed.err == ""


def test_what_is_left_out_is_explained_beside_the_script(
    page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    script.main([page], standalone_mode=False)
    plain = capsys.readouterr()
    script.main([page, "--explain"], standalone_mode=False)
    printed = capsys.readouterr()
    assert printed.out == plain.out
    left_out = [json.loads(line) for line in printed.err.splitlines()]
    assert [(each["left_out"], each["setting"], each["text"]) for each in left_out] == [
        ("title or dek, repeated", None, "Pier"),
        ("share bar", None, "Share"),
        ("mark of a footnote", "LISTEN_READ_FOOTNOTE_MARK", "[1]"),
        ("data-listen=skip", None, "Not this"),
        ("caption", "LISTEN_READ_CAPTION", "A pier"),
        ("nothing to say for it", None, "✨"),
    ]


def test_an_intro_and_an_outro_are_shown_with_their_roles(
    page: str, capsys, monkeypatch, tmp_path
) -> None:
    (tmp_path / "jingle.mp3").write_bytes(b"looked at by nobody")
    publication = tmp_path / "publication.toml"
    publication.write_text('[[rules]]\nintro_file = "jingle.mp3"\noutro = "That was {title}."')
    monkeypatch.setenv("LISTEN_PUBLICATION_FILE", str(publication))
    script.main([page, "--explain"], standalone_mode=False)
    printed = capsys.readouterr()
    intro, *lines, outro = map(json.loads, printed.out.splitlines())
    assert intro == {
        "role": "intro",
        "written": "",
        "spoken": "",
        "pause_after_ms": 700,
        "sound": str(tmp_path / "jingle.mp3"),
    }
    assert len(lines) == 4
    assert (outro["role"], outro["written"]) == ("outro", "That was Pier.")
    assert printed.err.count("✨") == 1


def test_a_dialogue_is_shown_with_its_voices_and_ignored_ones_are_explained(
    page: str, capsys, monkeypatch, tmp_path
) -> None:
    path = tmp_path / "quay.html"
    path.write_text(
        "<article><h1>Quay</h1><p>The council met on the quay in the evening, as always.</p>"
        "<blockquote>We saw nothing at all, and we heard nothing either.</blockquote>"
        "<p data-listen-voice='tone:440'>They went home late, and nobody said why.</p></article>"
    )
    publication = tmp_path / "publication.toml"
    publication.write_text('[[rules]]\ncast = { quote = "tone:330" }')
    monkeypatch.setenv("LISTEN_PUBLICATION_FILE", str(publication))
    script.main([str(path), "--explain"], standalone_mode=False)
    printed = capsys.readouterr()
    voices = [json.loads(line)["voice"] for line in printed.out.splitlines()]
    assert voices == ["gtts:en", "gtts:en", "tone:330", "gtts:en"]
    assert json.loads(printed.err.splitlines()[-1]) == {
        "ignored_voice": "tone:440",
        "reason": "it is not in the cast of the article",
        "text": "They went home late, and nobody said why.",
    }
