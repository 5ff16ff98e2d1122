"""Pictures of the inside: planes through the body, what they cut, and how machines would show it."""
