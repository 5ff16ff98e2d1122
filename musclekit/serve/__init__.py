"""Lessons as web pages: Voilà with an index, tokens, preheated kernels and nothing else reachable."""
