"""The engines that turn an utterance into sound."""
