"""VITS models, such as Piper's, split into graphs so that speech is decoded in parts."""
