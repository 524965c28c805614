"""The command `nlpzero count`."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

import nlpzero
from nlpzero.appending import append_text
from nlpzero.cluster.jobs import count_on_cluster
from nlpzero.counting import count_text
from nlpzero.models import SIMPLER_GLOVE, training_method
from simpler_glove.cooccurrence import KIND
from simpler_glove.storage import reading

from .. import options
from ..command import Command
from ..console import Console
from ..options import check_single_machine, text_inputs, without_unset
from ..output_files import check_output
from ..summary import show_added, show_counts, show_estimate

EPILOG = """\b
Examples:
  nlpzero count corpus.txt -o counts
  nlpzero count monday.txt -o monday && nlpzero merge counts monday -o all
  nlpzero count --append tuesday.txt -o counts
  nlpzero count corpus.txt -o counts --window 5 --weighting flat
  nlpzero count raw.txt -o counts --tokenizer lexicon.tsv
  nlpzero count corpus/ -o counts --cluster tcp://10.0.0.1:8786
  nlpzero count --from-glove vocab.txt cooccurrence.bin -o counts
"""
_COUNTING = ("window", "weighting", "direction")
_SETTINGS = {*_COUNTING, "min_count", "max_vocab"}


@click.command("count", cls=Command, epilog=EPILOG)
@click.argument("corpus", nargs=-1)
@options.output_options("STORE")
@click.option("--append", is_flag=True, help="Add CORPUS to the existing STORE.")
@click.option("--vocabulary", metavar="FILE", help="Words to count, in lines of WORD COUNT.")
@click.option(
    "--from-glove",
    nargs=2,
    metavar="VOCAB COOCCURRENCES",
    help="Import the files of GloVe, vocab.txt and cooccurrence.bin, instead of CORPUS.",
)
@options.corpus_options
@options.count_options
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
    append: bool,
    vocabulary: str | None,
    from_glove: tuple[str, str] | None,
    cluster: str | None,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Count co-occurrences of words in text.

    The counts of CORPUS are exact. nlpzero merge combines several count stores, and nlpzero solve
    trains vectors from a count store. If the command is interrupted, the same command resumes after
    the last part that was completed.

    With --append, CORPUS is counted with the settings of STORE and added to it in one step. Words
    that reach the --min-count of STORE together with the new text are added to its vocabulary; only
    their co-occurrences in the old text are missing.
    """
    if from_glove and corpus:
        raise click.UsageError("CORPUS and --from-glove exclude each other.")
    if from_glove:
        _check_unused(dry_run=dry_run, vocabulary=vocabulary, cluster=cluster, **options)
    if options["tokenizer"] == "discover":
        raise click.UsageError(
            "--tokenizer discover is not available: count stores can only be merged if the same "
            "lexicon was used. Run nlpzero discover first and set --tokenizer to its lexicon."
        )
    chosen = without_unset(options)
    if append:
        excluded = {"--force": force, "--dry-run": dry_run, "--vocabulary": vocabulary,
                    "--from-glove": from_glove, "--cluster": cluster}  # fmt: skip
        return _append(console, corpus, output, as_json, excluded, chosen)
    counting = {name: chosen.pop(name) for name in _COUNTING if name in chosen}
    training_method(SIMPLER_GLOVE, counting, memory=None, tmp=None).check()
    check_output(output, force=force, directory=True)
    if from_glove:
        counts = nlpzero.import_glove(*from_glove, threads=options["threads"], **counting)
        counts.save(output, force=force)
        return show_counts(console, counts, output, as_json)
    source = text_inputs(corpus, console)
    if dry_run:
        check_single_machine(cluster)
        estimate = nlpzero.estimate_build(source, **chosen, **counting)
        estimate["seconds"] -= estimate.pop("seconds_solving")  # a separate command
        return show_estimate(console, estimate, as_json)
    console.kept = "Completed stages are kept: the same command resumes after the last one."
    count = count_text if cluster is None else partial(count_on_cluster, cluster=cluster)
    counts = count(
        source,
        vocabulary=_load_vocabulary(vocabulary),
        output=output,
        force=force,
        progress=console.progress(),
        **chosen,
        **counting,
    )
    show_counts(console, counts, output, as_json)


def _load_vocabulary(path: str | None) -> nlpzero.Vocabulary | None:
    """Return the words of a file; FormatError if there are none."""
    words = nlpzero.Vocabulary.load(path) if path else None
    if words is not None and not len(words):
        raise nlpzero.FormatError("contains no word", path=path)
    return words


def _append(
    console: Console,
    corpus: tuple[str, ...],
    store: str,
    as_json: bool,
    excluded: dict[str, Any],
    options: dict[str, Any],
) -> None:
    """Add text to a store; UsageError for options that are excluded or differ from the store."""
    for option, value in excluded.items():
        if value:
            raise click.UsageError(f"{option} and --append exclude each other.")
    settings = reading(store, kind=KIND).manifest.parameters
    for name in _SETTINGS & options.keys():
        value, stored = options.pop(name), settings.get(name)
        if value != stored:
            raise click.UsageError(
                f"--{name.replace('_', '-')} {value} differs from {stored}, the setting of "
                f"{store}, which --append does not change."
            )
    source = text_inputs(corpus, console)
    added = append_text(store, source, progress=console.progress(), **options)
    show_added(console, added, store, as_json)


def _check_unused(**options: Any) -> None:
    """Raise UsageError for options that have no effect with --from-glove."""
    for name, value in options.items():
        if value not in (None, False) and name not in (*_COUNTING, "threads"):
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(f"{option} has no effect on counts that are imported.")
