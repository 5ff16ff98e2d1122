"""Lessons as web pages: Voilà with an index, tokens, ready kernels, nothing else reachable."""
