"""Pictures of our own for tests and the README: feet of the training mesh, path-traced with Blender (see sample_images/SOURCES.md)."""
