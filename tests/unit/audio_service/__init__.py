"""Of `audio_service`."""
