"""Access control: API keys, rate limits, admission, signed URLs and subscribers."""
