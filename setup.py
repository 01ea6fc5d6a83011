"""Puts the notebooks and the example corpus into a built package; everything else stands in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class ComesWith(build_py):
    """Copies notebooks/ and data/ to where analysis/start.py looks for them."""

    def run(self):
        """Build as usual, then copy."""
        super().run()
        if not self.editable_mode:  # there they stand beside the package
            for name in ("notebooks", "data"):
                target = Path(self.build_lib, "analysis", "comes_with", name)
                shutil.copytree(name, target, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)


setup(cmdclass={"build_py": ComesWith})
