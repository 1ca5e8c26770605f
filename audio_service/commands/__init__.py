"""The subcommands of `listen`, one module for each kind."""
