"""The command `nlpzero build-vectors`."""

from __future__ import annotations

from typing import Any

import click

import nlpzero

from .. import model_options, options
from ..console import Console
from ..options import check_single_machine, text_inputs, without_unset
from ..output_files import check_output
from ..summary import show_estimate, show_vectors

EPILOG = """\b
Examples:
  nlpzero build-vectors corpus.txt -o model
  nlpzero build-vectors news/ 'books/*.txt.gz' -o model --vector-size 200
  zcat dump.txt.gz | nlpzero build-vectors - -o model
  nlpzero build-vectors novel.txt -o model --tokenizer discover
  nlpzero build-vectors novel.txt -o model --tokenizer lexicon.tsv
  nlpzero build-vectors corpus.txt -o model --model word2vec --epochs 3
  nlpzero build-vectors news/ -o new-model --initial model
  nlpzero build-vectors corpus.txt -o model --subwords
  nlpzero build-vectors corpus.txt -o model --memory 4G --dry-run
"""


@click.command("build-vectors", cls=model_options.ModelCommand, epilog=EPILOG)
@click.argument("corpus", nargs=-1)
@options.output_options("MODEL")
@click.option(
    "--keep-stages", is_flag=True, help="Store all stages in MODEL.stages and do not delete them."
)
@options.corpus_options
@options.count_options_of(window_of="nlpzero:Word2Vec")
@model_options.initial_option
@model_options.subwords_option
@model_options.model_options
@options.run_options
@options.cluster_option
@options.dry_run_option
@options.json_option
@options.console_options
def command(
    console: Console,
    corpus: tuple[str, ...],
    output: str,
    force: bool,
    keep_stages: bool,
    cluster: str | None,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Train word vectors from text, with resumable stages.

    CORPUS is any number of files (also compressed or remote), directories, globs, or - for
    standard input; each line is a separate text. If the command is interrupted, the same command
    resumes after the last stage that was stored, or after the last completed epoch of word2vec;
    work of less than 10 seconds is not stored.

    --tokenizer whitespace leaves punctuation attached to words; words separates it. For text
    without spaces between words, set --tokenizer to jieba, jieba-dictionary, chars, the path of a
    lexicon, or discover, which discovers the words of CORPUS. The lexicon is saved in MODEL; the
    path of MODEL is accepted wherever the path of a lexicon is.
    """
    source = text_inputs(corpus, console)
    check_output(output, force=force, directory=True)
    if dry_run:
        check_single_machine(cluster)
        estimate = nlpzero.estimate_build(source, keep_stages=keep_stages, **without_unset(options))
        return show_estimate(console, estimate, as_json, output=output, tmp=options["tmp"])
    console.kept = "The same command resumes after the last stored stage, if there is one."
    vectors = nlpzero.build_vectors(
        source,
        output=output,
        force=force,
        keep_stages=keep_stages,
        cluster=cluster,
        progress=console.progress(),
        **without_unset(options),
    )
    show_vectors(console, vectors, output, as_json)
