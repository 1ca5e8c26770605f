"""The subcommands of `listen` that run as processes: the supervisor and its children."""
