"""`TemplateParser`: the best nested templates of a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import tee
from typing import Any, NamedTuple

from simpler_glove.corpus import encode_corpus
from simpler_glove.errors import NotFittedError, ParameterError
from simpler_glove.memory import minimum_reported
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.validation import check_each_str, check_float, check_int, check_str

from ..templates import Template, TemplateTable
from ..templates.memory_budget import MemoryBudget
from ..templates.unknown_words import UnknownWords
from ..tokenization import TokenizerLike, resolve_tokenizer
from .grammar import Grammar, as_templates
from .patterns import find_patterns
from .tree import SentenceTree
from .tree_building import TreeBuilder, best_sequences, unknown_words

_OWNER = "TemplateParser"
_MAX_TREES = 1_000_000  # per sentence
_SAMPLE = "nlpzero.parsing.sample:fit_sample"


class ScoreTerm(NamedTuple):
    """A term of the score of a tree.

    Attributes
    ----------
    kind : {"template", "slot", "word"}
        What the term is the log probability of.
    text : str
        The template, the content of the slot, or the word.
    score : float
        Nats.
    """

    kind: str
    text: str
    score: float


class TemplateParser:
    """Parses sentences: finds the most probable nested templates that do not cross.

    A sentence, and the content of a slot, are sequences of words and templates. The score of a
    parse is the sum of the log probabilities of its templates, of the words outside their
    constants, and of the ends of its slots. A slot contains at least one word. Clauses are parsed
    one by one: they end at , . ; : ! ? and their Chinese equivalents, unless these are constants
    of a template. An unknown word costs 20 nats.

    :meth:`fit` finds templates as follows. Pairs of words within a window are associated if their
    PMI is high; words with digits are not. Words that are linked by associated pairs are a pattern,
    with a gap between words that are not neighbours. Patterns are selected by the description
    length of the text: the best parses are computed, and patterns that do not shorten the
    description are removed, until all do.

    Parameters
    ----------
    templates : TemplateTable, mapping of str to int, or path-like, optional
        Templates to parse with, instead of those that :meth:`fit` finds. In a mapping of templates
        to counts, ``<*>`` is a slot for one or more words; a path is that of a saved table. The
        count of a template that consists of one word is the count of that word.
    tokenizer : str, path-like, Lexicon, Segmenter, mapping, Tokenizer or callable
        See :func:`build_vectors`; by default "whitespace".
    window : int, default 5
        Maximum distance of associated words.
    min_count : int, default 10
        Minimum number of occurrences of a pair and of a pattern.
    min_pmi : float, default 2.0
        Associated words have a higher PMI, in nats.
    threads : int, optional
        Number of threads; results do not depend on it. None uses all processors.
    memory : int, optional
        Upper limit of the resident memory of the process in :meth:`fit`, in bytes, including the
        program; the result does not depend on it. The text is in memory as word ids; if the limit
        is too small for it, an error states the minimum.

    Attributes
    ----------
    templates_ : TemplateTable
        The templates, and the words with their counts.

    References
    ----------
    Su 2018, "Minimum Entropy Principle (3): Sentence Templates and Language Structure",
    https://kexue.fm/archives/5577, and its program nlp-zero; Rissanen 1978, "Modeling by Shortest
    Data Description"; Huang and Chiang 2005, "Better k-best Parsing", for the n best parses.

    Example
    -------
    >>> parser = TemplateParser({"from <*> to <*>": 5, "the <*> of <*>": 3})
    >>> print(parser.parse("from the city of light to Rome").text())
    from <*> to <*>
    ├─ the <*> of <*>
    │  ├─ city
    │  └─ light
    └─ Rome
    """

    templates_: TemplateTable

    def __init__(
        self,
        templates: Any = None,
        *,
        tokenizer: TokenizerLike = "whitespace",
        window: int = 5,
        min_count: int = 10,
        min_pmi: float = 2.0,
        threads: int | None = None,
        memory: int | None = None,
    ) -> None:
        self.templates = templates
        self.tokenizer = tokenizer
        self.window = window
        self.min_count = min_count
        self.min_pmi = min_pmi
        self.threads = threads
        self.memory = memory

    def fit(
        self, source: Any, *, encoding: str = "utf-8", progress: Progress | None = None
    ) -> TemplateParser:
        """Find the templates of a text.

        Parameters
        ----------
        source : path, list of paths, Files, open file or iterable
            See :func:`encode_corpus`.
        encoding : str, default "utf-8"
            Encoding of files.
        progress : Progress, optional
            Called in the stages of :func:`encode_corpus` and :func:`count_cooccurrences`, and in
            "selecting" (rounds).

        Returns
        -------
        TemplateParser
            self

        Raises
        ------
        EmptyCorpusError
            If there is no word.
        FormatError, InputError
            As in :func:`encode_corpus`.
        ParameterError
            If a parameter is not allowed, or `templates` is set.
        ResourceError
            If `memory` is too small.
        """
        if self.templates is not None:
            raise ParameterError(
                parameter="templates", owner=f"{_OWNER}.fit", allowed="None: fit finds templates",
                got=self.templates,
            )  # fmt: skip
        check_int(self.window, "window", _OWNER, minimum=1)
        check_int(self.min_count, "min_count", _OWNER, minimum=1)
        check_float(self.min_pmi, "min_pmi", _OWNER)
        threads = resolve_threads(self.threads, _OWNER)
        budget = MemoryBudget(self.memory, _OWNER, _SAMPLE)
        with minimum_reported(budget.limit):
            corpus = encode_corpus(
                source, tokenizer=self._tokenizer, encoding=encoding, min_count=1, threads=threads,
                memory=budget.remaining(), progress=progress,
            )  # fmt: skip
        found = find_patterns(
            corpus, window=self.window, min_count=self.min_count, min_pmi=self.min_pmi,
            threads=threads, budget=budget, progress=progress,
        )  # fmt: skip
        self.templates_ = TemplateTable(found)
        vars(self).pop("_grammar", None)
        return self

    def parse(self, sentence: str) -> SentenceTree:
        """Return the best tree of a sentence.

        Parameters
        ----------
        sentence : str
            The sentence; it may be empty.

        Returns
        -------
        SentenceTree
            If the sentence is no template as a whole, the sequence of its words and trees.

        Raises
        ------
        NotFittedError
            If there are no templates.
        """
        return self.nbest(sentence, 1)[0]

    def nbest(self, sentence: str, n: int) -> list[SentenceTree]:
        """Return the best trees of a sentence, by descending score.

        Parameters
        ----------
        sentence : str
            The sentence.
        n : int
            Maximum number of trees.

        Returns
        -------
        list of SentenceTree
            At least one tree.

        Example
        -------
        >>> parser = TemplateParser({"a <*> a": 2})
        >>> [tree.bracket() for tree in parser.nbest("a a a", 3)]
        ['(a (a) a)', '(a a a)']
        """
        check_int(n, "n", f"{_OWNER}.nbest", minimum=1, maximum=_MAX_TREES)
        check_str(sentence, "sentence", f"{_OWNER}.nbest")
        return self._trees(sentence, self._tokenizer(sentence), n)

    def parse_each(self, sentences: Iterable[str], *, n: int = 1) -> Iterator[list[SentenceTree]]:
        """Yield the best trees of each sentence, in order and in constant memory.

        A warning is logged if most words are unknown and in no slot, as if the templates were found
        with another tokenizer.

        Parameters
        ----------
        sentences : iterable of str
            Sentences.
        n : int, default 1
            Maximum number of trees per sentence.

        Yields
        ------
        list of SentenceTree
            The trees of a sentence, by descending score.
        """
        check_int(n, "n", f"{_OWNER}.parse_each", minimum=1, maximum=_MAX_TREES)
        checked = check_each_str(sentences, "sentences", f"{_OWNER}.parse_each")
        sentences, texts = tee(checked)
        unknown = UnknownWords(_OWNER)
        threads = resolve_threads(self.threads, _OWNER)
        for tokens, text in zip(
            self._tokenizer.tokenize(sentences, threads=threads), texts, strict=True
        ):
            trees = self._trees(text, tokens, n)
            unknown.add(len(tokens), unknown_words(trees[0], self._grammar))
            yield trees

    def explain(self, sentence: str) -> list[ScoreTerm]:
        """Return the terms whose sum is the score of the best tree.

        Parameters
        ----------
        sentence : str
            The sentence.

        Returns
        -------
        list of ScoreTerm
            In the order of the tree: a template or a slot precedes what it contains.

        Example
        -------
        >>> parser = TemplateParser({"to <*>": 1, "Rome": 1})
        >>> [(term.kind, term.text, round(term.score, 2)) for term in parser.explain("to Rome")]
        [('template', 'to <*>', -1.1), ('slot', 'Rome', -1.1), ('word', 'Rome', -1.1)]
        """
        return self.explain_tree(self.parse(sentence))

    def explain_tree(self, tree: SentenceTree) -> list[ScoreTerm]:
        """Return the terms of the score of a tree of this parser, as :meth:`explain`."""
        return list(self._terms(tree))

    def _terms(self, tree: SentenceTree) -> Iterator[ScoreTerm]:
        grammar, children = self._grammar, iter(tree.children)
        if tree.id is not None:
            inner = sum(child.score + grammar.scores.slot for child in tree.children)
            yield ScoreTerm("template", tree.template, tree.score - inner)
        for part in tree.parts:
            if part is None:
                child = next(children)
                if tree.id is not None:
                    yield ScoreTerm("slot", child.content, grammar.scores.slot)
                yield from self._terms(child)
            elif tree.id is None:
                yield ScoreTerm("word", part, grammar.word_score(part))

    def _trees(self, sentence: str, tokens: Sequence[str], n: int) -> list[SentenceTree]:
        grammar = self._grammar
        builder = TreeBuilder(grammar, sentence, tokens)
        clauses = (
            [builder.items(rows, start) for rows in grammar.parses(tokens[start:end], n)]
            for start, end in grammar.clauses(tokens)
        )
        best = best_sequences(clauses, n)
        return [builder.tree(parse, 0, len(tokens)) for parse in best]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return resolve_tokenizer(self.tokenizer, owner=_OWNER)

    @cached_property
    def _grammar(self) -> Grammar:
        return Grammar(self._templates())

    def _templates(self) -> Iterable[Template]:
        if self.templates is None:
            if not hasattr(self, "templates_"):
                raise NotFittedError(
                    f"This {_OWNER} is not fitted yet", hint="Call fit first, or set {templates}."
                )
            return self.templates_
        if isinstance(self.templates, TemplateTable):
            return self.templates
        if isinstance(self.templates, Mapping):
            return as_templates(self.templates)
        return TemplateTable.load(self.templates)
