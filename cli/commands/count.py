"""The command `nlpzero count`."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

import nlpzero
from nlpzero import estimates
from nlpzero.appending import append_text
from nlpzero.cluster.jobs import count_on_cluster
from nlpzero.counting import count_text, count_words_of_text
from nlpzero.models import SIMPLER_GLOVE, training_method
from simpler_glove.cooccurrence import KIND
from simpler_glove.corpus import load_word_counts, save_word_counts
from simpler_glove.corpus.word_counts import KIND as WORDS_KIND
from simpler_glove.storage import kind_of, reading

from .. import options
from ..command import Command
from ..console import Console
from ..options import check_single_machine, text_inputs, without_unset
from ..output_files import check_output
from ..summary import show_added, show_counts, show_estimate, show_words

EPILOG = """\b
Examples:
  nlpzero count corpus.txt -o counts
  nlpzero count monday.txt -o monday && nlpzero merge counts monday -o all
  nlpzero count --append tuesday.txt -o counts
  nlpzero count corpus.txt -o counts --window 5 --weighting flat
  nlpzero count raw.txt -o counts --tokenizer lexicon.tsv
  nlpzero count part1.txt --words-only -o words1
  nlpzero count corpus/ -o counts --cluster tcp://10.0.0.1:8786
  nlpzero count --from-glove vocab.txt cooccurrence.bin -o counts
"""
_COUNTING = ("window", "weighting", "direction")
_SETTINGS = {*_COUNTING, "min_count", "max_vocab"}


@click.command("count", cls=Command, epilog=EPILOG)
@click.argument("corpus", nargs=-1)
@options.output_options("STORE")
@click.option("--append", is_flag=True, help="Add CORPUS to the existing STORE.")
@click.option(
    "--vocabulary",
    metavar="PATH",
    help="Words to count: a file with lines of WORD COUNT, or a store of --words-only.",
)
@click.option(
    "--words-only", is_flag=True, help="Count only single words: STORE is for --vocabulary."
)
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
    words_only: bool,
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
    rest: dict[str, Any] = {"--dry-run": dry_run, "--vocabulary": vocabulary, "--cluster": cluster}
    if from_glove:
        _check_unused(corpus, rest | {"--words-only": words_only, **_by_option(options)})
    if options["tokenizer"] == "discover":
        raise click.UsageError(
            "--tokenizer discover is not available: count stores can only be merged if the same "
            "lexicon was used. Run nlpzero discover first and set --tokenizer to its lexicon."
        )
    chosen = without_unset(options)
    if append:
        rest |= {"--force": force, "--from-glove": from_glove, "--words-only": words_only}
        return _append(console, corpus, output, as_json, rest, chosen)
    if words_only:
        return _count_words(console, corpus, output, force, as_json, rest, chosen)
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
        words = _load_vocabulary(vocabulary, chosen)
        estimate = estimates.estimate_count(source, vocabulary=words, **chosen, **counting)
        return show_estimate(console, estimate, as_json, output=output, tmp=options["tmp"])
    console.kept = "The same command resumes after the last stored stage, if there is one."
    count = count_text if cluster is None else partial(_count_on_cluster, cluster)
    counts = count(
        source,
        vocabulary=_load_vocabulary(vocabulary, chosen),
        output=output,
        force=force,
        progress=console.progress(),
        **chosen,
        **counting,
    )
    show_counts(console, counts, output, as_json)


def _load_vocabulary(path: str | None, options: dict[str, Any]) -> nlpzero.Vocabulary | None:
    """Return the words of a file, or the frequent words of a store of --words-only."""
    if path is None:
        return None
    if kind_of(path) == WORDS_KIND:
        limits = {name: options[name] for name in ("min_count", "max_vocab") if name in options}
        return load_word_counts(path).select(**limits)[0]
    words = nlpzero.Vocabulary.load(path)
    if not len(words):
        raise nlpzero.FormatError("contains no word", path=path)
    return words


def _count_words(
    console: Console,
    corpus: tuple[str, ...],
    output: str,
    force: bool,
    as_json: bool,
    excluded: dict[str, Any],
    options: dict[str, Any],
) -> None:
    """Count the words of a text; UsageError for options that have no effect on words."""
    counting = {name: options[name] for name in _SETTINGS & options.keys()}
    for option, value in (excluded | _by_option(counting)).items():
        if value:
            raise click.UsageError(f"{option} has no effect with --words-only.")
    check_output(output, force=force, directory=True)
    options.pop("tmp", None)  # nothing is written before the result
    source = text_inputs(corpus, console)
    counts = count_words_of_text(source, progress=console.progress(), **options)
    save_word_counts(counts, output, force=force)
    show_words(console, counts, output, as_json)


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


def _count_on_cluster(cluster: str, source: Any, **options: Any) -> nlpzero.CooccurrenceCounts:
    return count_on_cluster(source, cluster=cluster, **options).counts


def _by_option(values: dict[str, Any]) -> dict[str, Any]:
    """Return values by the name of the option instead of the parameter."""
    return {f"--{name.replace('_', '-')}": value for name, value in values.items()}


def _check_unused(corpus: tuple[str, ...], values: dict[str, Any]) -> None:
    """Raise UsageError for a text, and for options that have no effect, with --from-glove."""
    if corpus:
        raise click.UsageError("CORPUS and --from-glove exclude each other.")
    used = _by_option(dict.fromkeys((*_COUNTING, "threads")))
    for option, value in values.items():
        if value not in (None, False) and option not in used:
            raise click.UsageError(f"{option} has no effect on counts that are imported.")
