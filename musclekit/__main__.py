"""`python -m musclekit`: the command."""

from musclekit.cli import main

main()
