"""Tests of `audio_service`."""
