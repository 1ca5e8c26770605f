"""Messages between processes: tasks, previews, webhook deliveries and published voices."""
