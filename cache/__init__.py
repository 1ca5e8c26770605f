"""Everything that the processes share: Redis, stored audio and the state of narrations."""
