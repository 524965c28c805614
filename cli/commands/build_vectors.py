"""`nlpzero build-vectors`: from text to word vectors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import nlpzero
from nlpzero.lexicon import MODEL_FILE

from .. import model_options, options
from ..options import given, sources
from ..output import Console
from ..summary import show_estimate, show_vectors

EPILOG = """\b
Examples:
  nlpzero build-vectors corpus.txt -o model
  nlpzero build-vectors news/ 'books/*.txt.gz' -o model --vector-size 200
  zcat dump.txt.gz | nlpzero build-vectors - -o model
  nlpzero build-vectors novel.txt -o model --tokenizer discover
  nlpzero build-vectors novel.txt -o model --tokenizer lexicon.tsv
  nlpzero build-vectors corpus.txt -o model --model word2vec --epochs 3
  nlpzero build-vectors corpus.txt -o model --memory 4G --dry-run
"""


@click.command("build-vectors", cls=model_options.ModelCommand, epilog=EPILOG)
@click.argument("corpus", nargs=-1)
@options.output_options("MODEL")
@click.option("--keep-stages", is_flag=True, help="Keep finished stages beside MODEL.")
@options.corpus_options
@options.count_options_of(window_of="nlpzero:Word2Vec")
@model_options.model_options
@options.run_options
@options.dry_run_option
@options.json_option
@options.console_options
def command(
    console: Console,
    corpus: tuple[str, ...],
    output: str,
    force: bool,
    keep_stages: bool,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Make word vectors from CORPUS in one go.

    CORPUS is any number of files (also compressed or remote), folders, globs, or - for standard
    input; each line is a text of its own. Interrupted, the same command takes up after the last
    finished stage, or epoch of word2vec.

    Text without spaces is cut into words by --tokenizer: discover finds them in the text itself;
    the path of a lexicon (of this program, of jieba, or lines of word and count) takes those. The
    lexicon used becomes MODEL/lexicon.tsv, and MODEL stands for it wherever one is asked for.
    """
    source = sources(corpus, console)
    if dry_run:
        show_estimate(console, nlpzero.estimate_build(source, **given(options)), as_json)
        return
    console.kept = "The finished stages are kept: the same command takes up after the last one."
    with console.notes():
        vectors = nlpzero.build_vectors(
            source,
            output=output,
            force=force,
            keep_stages=keep_stages,
            progress=console.progress(),
            **given(options),
        )
    show_vectors(console, vectors, output, as_json)
    lexicon = Path(output) / MODEL_FILE
    if lexicon.exists() and not as_json:
        console.message(f"The lexicon that the text was cut with: {lexicon}")
