"""The Kokoro engine: natural speech on the publisher's own machine, in several languages."""
