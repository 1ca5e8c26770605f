"""Publishing: intake, webhooks, pre-generation and podcast."""
