"""Command: python -m anatomy_models.hamstrings.generate [--output DIR] [--only ID ...]."""

import argparse
from pathlib import Path

from anatomy_models.hamstrings.generate.atlas import generate

ATLAS_DIR = Path(__file__).resolve().parent.parent


def main():
    """Generate the meshes and footprints."""
    parser = argparse.ArgumentParser(prog="python -m anatomy_models.hamstrings.generate")
    parser.add_argument("--output", type=Path, default=ATLAS_DIR, help="folder to write into")
    parser.add_argument("--only", nargs="*", default=None, help="structure ids; default all")
    arguments = parser.parse_args()
    generate(arguments.output, arguments.only)


if __name__ == "__main__":
    main()
