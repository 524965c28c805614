"""Contents and requirements of the distribution; pyproject.toml has the tools' settings."""

import runpy
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
VERSION = runpy.run_path(str(HERE / "simpler_glove" / "_version.py"))["__version__"]

REQUIREMENTS = [
    "numpy>=1.24",
    "scipy>=1.10",
    "numba>=0.59",
    "gensim>=4.3.3",
    "jieba>=0.42",
    "click>=8.1",
    "tqdm>=4.64",
    "smart_open[http,zst]>=7.1",
    "threadpoolctl>=3.1",
]

EXTRAS = {
    "keras": ["keras>=3.4", "tensorflow>=2.16"],
    "sklearn": ["scikit-learn>=1.6"],
    "spacy": ["spacy>=3.8"],
    "parquet": ["pyarrow>=15"],
    "remote": ["smart_open[azure,gcs,s3,ssh]>=7.1"],
    "zh": ["opencc>=1.1"],
    "report": ["umap-learn>=0.5.6", "infomap>=2.16", "matplotlib>=3.7"],
    "cluster": ["dask>=2024.8", "distributed>=2024.8"],
    "test": ["pytest>=8", "pytest-xdist>=3.2", "hypothesis>=6.90", "psutil>=5.9"],
}
EXTRAS["test"] += ["setuptools>=70.1"]  # tests build the distributions
EXTRAS["test"] += [*EXTRAS["zh"], *EXTRAS["sklearn"], *EXTRAS["spacy"], "pandas>=2.1"]
EXTRAS["test"] += ["safetensors>=0.4"]  # reads what the library writes
EXTRAS["test"] += ["snowballstemmer>=2.2"]  # the benchmark of keywords compares stems
# Two of the three Keras backends; PyTorch is tested where it is installed. The CPU-only package of
# TensorFlow is half as large, but is not built for every platform.
CPU_PLATFORM = "sys_platform == 'linux' and platform_machine == 'x86_64'"
EXTRAS["test"] += ["keras>=3.4", "jax>=0.4.30"]
EXTRAS["test"] += [f"tensorflow-cpu>=2.16; {CPU_PLATFORM}"]
EXTRAS["test"] += ["tensorflow>=2.16; sys_platform != 'linux' or platform_machine != 'x86_64'"]
EXTRAS["test"] += [*EXTRAS["cluster"], *EXTRAS["report"]]
EXTRAS["dev"] = [*EXTRAS["test"], "ruff>=0.6", "mypy>=1.11", "pre-commit>=3.5", "types-tqdm"]
EXTRAS["dev"] += [
    "drain3>=0.9.11",
    "sentencepiece>=0.2",
    "yake>=0.4.8",
]  # benchmarks compare with them
EXTRAS["dev"] += ["selenium>=4.20"]  # tests of the page of reports; the browser is Debian's

# spaCy finds components by these names and imports a factory's module with every pipeline.
COMPONENTS = "nlpzero.pipelines.spacy_components"
ENTRY_POINTS = {
    "console_scripts": ["nlpzero = nlpzero_cli.main:main"],
    "spacy_factories": [f"nlpzero_keywords = {COMPONENTS}:make_keywords"],
    "spacy_tokenizers": [
        f"nlpzero.Tokenizer.v1 = {COMPONENTS}:make_tokenizer",
        f"nlpzero_tokenizer = {COMPONENTS}:make_tokenizer",
    ],
}

setup(
    name="nlpzero",
    version=VERSION,
    description="Word vectors from raw text in one command: exact counts, PMI, least squares",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    license_files=["LICENSE"],
    author="The nlpzero developers",
    keywords=["word vectors", "GloVe", "PMI", "natural language processing"],
    classifiers=[
        "Development Status :: 4 - Beta",
        "Intended Audience :: Science/Research",
        "Operating System :: OS Independent",
        "Programming Language :: Python :: 3",
        "Topic :: Text Processing :: Linguistic",
        "Typing :: Typed",
    ],
    python_requires=">=3.10",
    # The folder cli/ is imported as nlpzero_cli: `cli` is too general a name for site-packages.
    packages=[
        *find_packages(include=["simpler_glove", "simpler_glove.*", "nlpzero", "nlpzero.*"]),
        "nlpzero_cli",
        *(f"nlpzero_cli.{name}" for name in find_packages("cli")),
    ],
    package_dir={"nlpzero_cli": "cli"},
    package_data={
        **{name: ["py.typed", "*.pyi"] for name in ("simpler_glove", "nlpzero", "nlpzero_cli")},
        "nlpzero.report": ["page/page.html", "page/bundle.css", "page/bundle.js"],
    },
    install_requires=REQUIREMENTS,
    extras_require=EXTRAS,
    entry_points=ENTRY_POINTS,
    zip_safe=False,
)
