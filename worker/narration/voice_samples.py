"""Voice samples: one short sentence in each voice, for people who choose a voice."""

from collections.abc import Mapping
from typing import Protocol

from cache.languages import primary_language
from worker.audio.mp3 import ENCODER, encode_frames
from worker.audio.stitch import lay_out
from worker.model.fingerprint import fingerprint_of
from worker.model.script import Role
from worker.model.utterance import Utterance
from worker.narration.clips import take_clip
from worker.narration.narrators import Narrator
from worker.narration.plan import LEVELING

PAUSE_MS = 300
"""Silence at the end of a sample, in milliseconds."""

ANY_LANGUAGE = "en"
"""Language of the sample of a voice that speaks any language."""

SENTENCES: Mapping[str, str] = {
    "ar": "مرحبًا، بهذا الصوت أقرأ لكم المقالات.",
    "bg": "Здравейте, с този глас ви чета статиите.",
    "ca": "Hola, amb aquesta veu us llegeixo els articles.",
    "cs": "Dobrý den, tímto hlasem vám čtu články.",
    "cy": "Helo, gyda'r llais hwn rwy'n darllen yr erthyglau i chi.",
    "da": "Hej, med denne stemme læser jeg artiklerne for dig.",
    "de": "Guten Tag, mit dieser Stimme lese ich Ihnen die Artikel vor.",
    "el": "Γεια σας, με αυτή τη φωνή σας διαβάζω τα άρθρα.",
    "en": "Hello, this is the voice that reads the articles to you.",
    "es": "Hola, con esta voz le leo los artículos.",
    "fa": "سلام، با این صدا مقاله‌ها را برای شما می‌خوانم.",
    "fi": "Hei, tällä äänellä luen artikkelit sinulle.",
    "fr": "Bonjour, c’est avec cette voix que je vous lis les articles.",
    "he": "שלום, בקול הזה מוקראות הכתבות.",
    "hi": "नमस्ते, इस आवाज़ में आपको लेख पढ़कर सुनाए जाते हैं।",
    "hr": "Dobar dan, ovim glasom vam čitam članke.",
    "hu": "Jó napot, ezen a hangon olvasom fel a cikkeket.",
    "id": "Halo, dengan suara ini saya membacakan artikel untuk Anda.",
    "is": "Halló, með þessari rödd les ég greinarnar fyrir þig.",
    "it": "Buongiorno, con questa voce vi leggo gli articoli.",
    "ja": "こんにちは、この声で記事をお読みします。",
    "ko": "안녕하세요, 이 목소리로 기사를 읽어 드립니다.",
    "nb": "Hei, med denne stemmen leser jeg artiklene for deg.",
    "nl": "Hallo, met deze stem lees ik u de artikelen voor.",
    "no": "Hei, med denne stemmen leser jeg artiklene for deg.",
    "pl": "Dzień dobry, tym głosem czytam artykuły.",
    "pt": "Olá, com esta voz leio os artigos.",
    "ro": "Bună ziua, cu această voce vă citesc articolele.",
    "ru": "Здравствуйте, этим голосом я читаю вам статьи.",
    "sk": "Dobrý deň, týmto hlasom vám čítam články.",
    "sl": "Pozdravljeni, s tem glasom vam berem članke.",
    "sr": "Добар дан, овим гласом вам читам чланке.",
    "sv": "Hej, med den här rösten läser jag artiklarna för dig.",
    "tr": "Merhaba, makaleleri size bu sesle okuyorum.",
    "uk": "Вітаю, цим голосом я читаю вам статті.",
    "vi": "Xin chào, tôi đọc các bài báo cho bạn bằng giọng này.",
    "zh": "您好，我用这个声音为您朗读文章。",
}
"""The sentence of each language. It has no number, abbreviation or name, so it needs no reading
rules."""


class Sampled(Protocol):
    """The properties of a voice that decide its sample."""

    @property
    def name(self) -> str:
        """Name of the engine and the voice."""

    @property
    def language(self) -> str:
        """Language tag; empty if it speaks any."""

    @property
    def version(self) -> str:
        """Version of the voice: it changes whenever the same text may sound different."""


def sample_text(language: str) -> str:
    """Return the sentence that a voice of a language speaks; empty if there is none.

    Args:
        language: Language tag; empty for a voice that speaks any language.
    """
    return SENTENCES.get(primary_language(language or ANY_LANGUAGE), "")


def sample_fingerprint(voice: Sampled, target_lufs: float) -> str:
    """Return the fingerprint of a voice's sample; empty if its language has no sentence.

    Args:
        voice: The voice.
        target_lufs: Target loudness, in LUFS.
    """
    text = sample_text(voice.language)
    how = (voice.name, voice.version, target_lufs, LEVELING, ENCODER)
    return fingerprint_of("sample", text, *how) if text else ""


def speak_sample(narrator: Narrator, text: str) -> bytes:
    """Return a sentence as an MP3, without storing anything.

    Raises:
        EngineError: The engine failed.
        EmptyClipError: Both outputs were silent.
        ImplausibleClipError: Both outputs failed the checks.
    """
    utterance = Utterance(Role.PARAGRAPH, text, text, PAUSE_MS, ())
    clip, _ = take_clip(utterance, narrator)
    return encode_frames(lay_out(clip, PAUSE_MS), clip.rate_hz)
