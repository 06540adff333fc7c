"""Pictures of our own for tests and the README: path-traced feet of the training mesh (see sample_images/SOURCES.md)."""
