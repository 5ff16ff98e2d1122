"""Pictures of the inside: planes through the body, what they cut, and how it would be shown."""
