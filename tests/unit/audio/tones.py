"""Test sounds with known loudness."""

import numpy as np

RATE = 22050


def sine(hz: float, seconds: float = 2.0, level: float = 1.0, phase: float = 0.0) -> np.ndarray:
    at = np.arange(int(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hz * at + phase)).astype(np.float32)


def speech_like(seconds: float = 6.0, seed: int = 7) -> np.ndarray:
    random = np.random.default_rng(seed)
    noise = random.standard_normal(int(seconds * RATE)).astype(np.float32)
    bent = np.convolve(noise, np.hanning(12), "same")
    envelope = np.abs(sine(2.5, seconds)) ** 3
    sound: np.ndarray = (
        (0.2 * bent / np.abs(bent).max() * 4 * envelope).astype(np.float32).clip(-1, 1)
    )
    return sound
