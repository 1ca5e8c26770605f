from dataclasses import asdict, replace

from cache.audio.webvtt import write_vtt
from worker.model.cue import Cue, CueWord
from worker.model.utterance import Place


def test_cues_become_a_webvtt_file() -> None:
    place = Place(0, 0, 1)
    cues = [
        Cue(0.05, 1.2344, place, "Profits & <b>losses</b> --> none", 0.3),
        Cue(59.9996, 3_725.5, place, "“The end.”", 0.3),
    ]
    assert write_vtt(map(asdict, cues)) == (
        "WEBVTT\n\n"
        "00:00:00.050 --> 00:00:01.234\n"
        "Profits &amp; &lt;b&gt;losses&lt;/b&gt; --&gt; none\n\n"
        "00:01:00.000 --> 01:02:05.500\n"
        "“The end.”\n"
    )


def test_words_have_time_stamps_where_their_times_are_measured() -> None:
    words = (
        CueWord(1.0, 1.2, 1, 4), CueWord(1.25, 1.4, 6, 7), CueWord(1.25, 1.5, 9, 13),
        CueWord(1.6, 1.9, 15, 19), CueWord(2.0, 2.0, 20, 23),
    )  # fmt: skip
    cue = Cue(1.0, 2.0, Place(0, 0, 23), "“You” & <half> done too", 0.3, words, estimated=False)
    stamped = "“You” <00:00:01.250>&amp; &lt;half&gt; <00:00:01.600>done too"
    assert write_vtt([asdict(cue)]).splitlines()[3] == stamped
    plain = replace(cue, estimated=True)
    assert write_vtt([asdict(plain)]).splitlines()[3] == "“You” &amp; &lt;half&gt; done too"


def test_a_sound_without_words_is_no_caption() -> None:
    cues = [Cue(0.0, 4.0, None, "", 0.7), Cue(4.7, 6.0, None, "Welcome.", 0.7)]
    vtt = "WEBVTT\n\n00:00:04.700 --> 00:00:06.000\nWelcome.\n"
    assert write_vtt(map(asdict, cues)) == vtt


def test_a_track_without_cues_is_a_webvtt_file_too() -> None:
    assert write_vtt([]) == "WEBVTT\n"
