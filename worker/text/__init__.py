"""Text processing: articles become scripts, utterances and spoken words; pure, no I/O."""
