"""What the processes share: narration records, leases, progress, stored audio and counters."""
