"""RQ jobs, queues, recovery and schedules; no other package knows RQ."""
