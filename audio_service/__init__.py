"""The HTTP service, the command line and operations. It never synthesizes speech."""
