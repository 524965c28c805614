"""Modules and data of the distribution; everything else is in pyproject.toml."""

from setuptools import find_packages, setup

setup(
    # The folder cli/ is imported as nlpzero_cli: `cli` is too general a name for site-packages.
    packages=[
        *find_packages(include=["simpler_glove", "simpler_glove.*", "nlpzero", "nlpzero.*"]),
        "nlpzero_cli",
        *(f"nlpzero_cli.{name}" for name in find_packages("cli")),
    ],
    package_dir={"nlpzero_cli": "cli"},
    package_data={
        "nlpzero": ["data/*"],
        "nlpzero.report": ["page/page.html", "page/bundle.css", "page/bundle.js"],
        "simpler_glove.evaluation": ["data/*"],
    },
)
