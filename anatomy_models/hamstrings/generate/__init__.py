"""Generates the meshes of the atlas "hamstrings" from named measurements."""
