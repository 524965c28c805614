"""Best paths through a text: atoms, look-up of words and dynamic programming in one pass.

A run is the text between two boundaries or user words.  It is spelled as symbols, one per code
point and one per whole number, and the trie of words is walked along them.  Paths are computed
from the end of a run, so that the best path from each later position is known.  Of paths with
equal score and number of words, the one with the longer first words is then found by looking at
one word at a time, and tokens are written in the order of the text.

Arguments of the kernels: ``lexicon`` is a tuple of int32 symbols of all code points (0 for those
of no word), the links and scores of the trie (see `trie`), int32 values of its cells (number n of
a word, or -2 - n if its text varies), the symbol for any number (the largest), a flag whether
words contain numbers that stand for themselves, the score of an unknown atom, and uint8 flags of
all code points that are joined with adjacent ones (see `joined_characters`; no entries if none
are).  ``users`` are the user words: symbols of all code points, links, and uint8 flags of the cells
where a word ends; a single flag means that there are no user words.

Runs are processed in blocks, for which ``scratch`` int32 (_ROWS, R) and ``totals`` float64 (R,)
have an entry per symbol, per boundary and per user word, and a few more at the end.  The rows are
`_RUN`, the symbols; `_PLACES`, their positions in the text; `_EDGES`, the kind of edge that begins
there; of the best path from there to the end of the run `_WORDS`, the number of its words, `_NEXT`,
the entry after its first word, and `_CELLS`, the cell of that word, 0 for an unknown atom; the
output of `_fork`; and from `_AHEAD` on the cells reached by the first symbol, the first two etc.

If words contain numbers that stand for themselves, a number of the text has two paths through the
trie.  Its symbol in a run is then 0, which leads nowhere, so that most walks need not handle this;
a walk that ends at such a number continues in `_fork`.
"""
# A single file, because numba's cache only detects changes in the file of the caller.

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .atoms import first_unseen, next_atom
from .classes import AT_BOUNDARY, AT_IDEOGRAPH, AT_NUMBER, IDEOGRAPH, MARK

END, TOKEN, MISSING, MISSING_START, MISSING_END = range(5)
"""Rows of the output of `segment`."""
START, STOP, VALUE, KIND = range(4)
"""Rows of the output of `lattice`."""
UNKNOWN, WORD, BOUNDARY, USER = range(4)
"""Kinds of edges of a lattice: an unknown atom, a word, a boundary, a user word."""
LONG = 1 << 16
"""Entries of a run; longer runs are divided at positions inside no word."""

STEPS = 3
"""Symbols from each entry on that are looked up before the best path is computed."""

_RUN, _EDGES, _WORDS, _PLACES, _NEXT, _CELLS, _FOUND, _OTHER, _AHEAD = range(9)
_ROWS = _AHEAD + STEPS
_INSIDE, _ATOM, _NUMBER, _BOUNDARY, _USER = range(5)
_BLOCK = 1024
_index = np.uintp  # avoids the check for negative indices


@njit(cache=True, nogil=True)
def segment(codes, classes, lexicon, users, letters, start, stop, output):
    """Segment a text, a uint32 array, at the best path; classes of all code points are known.

    Processes the text from `start`, where a token must begin, to the end of the run that reaches
    `stop`, or until int64 `output` (5, T) is too small for a block.  Each token gets its end (row
    `END`) and its number (row `TOKEN`): the value of the word, or `letters` + symbol of a single
    code point, or -1.  For tokens with a negative number the rows `MISSING`, `MISSING_START` and
    `MISSING_END` contain their index among the tokens, and their start and end in the text.

    Returns the number of tokens, the number of missing ones, and the end of the last token.
    """
    return _segment(codes, classes, lexicon, users, letters, start, stop, output, 0, 0)


@njit(cache=True, nogil=True)
def segment_whole(codes, classes, lexicon, users, letters, output):
    """Segment a text into an output that is large enough; -1 tokens if a class is not known."""
    if first_unseen(codes, classes) >= 0:
        return -1, 0
    tokens, missing, _ = _segment(
        codes, classes, lexicon, users, letters, 0, codes.size, output, 0, 0
    )
    return tokens, missing


@njit(cache=True, nogil=True)
def segment_many(codes, offsets, classes, lexicon, users, letters, output, counts):
    """Segment several texts, ``codes[offsets[i]:offsets[i + 1]]``; the output is large enough.

    The rows of `output` are those of `segment`, as for one text; ``counts[i]`` becomes the number
    of tokens up to the end of text i.  Returns the number of missing tokens.
    """
    tokens = missing = 0
    for text in range(counts.size):
        start = offsets[text]
        before, lacked = tokens, missing
        own = codes[start : offsets[text + 1]]
        tokens, missing, _ = _segment(
            own, classes, lexicon, users, letters, 0, own.size, output, tokens, missing
        )
        for token in range(before, tokens):
            output[END, token] += start
        for token in range(lacked, missing):
            output[MISSING_START, token] += start
            output[MISSING_END, token] += start
        counts[text] = tokens
    return missing


@njit(cache=True, nogil=True)
def _segment(codes, classes, lexicon, users, letters, place, stop, output, tokens, missing):
    room = min(_BLOCK, codes.size + 1 + STEPS)
    scratch, totals = np.empty((_ROWS, room), np.int32), np.empty(room)
    while place < stop:
        size, whole = _spell(codes, classes, lexicon, users, place, stop, scratch)
        if size < 0:
            size = whole
            if size == 0 and room > LONG:
                size = _severed(codes, lexicon, scratch, ~size)
            if size == 0:
                room *= 2
                scratch, totals = np.empty((_ROWS, room), np.int32), np.empty(room)
                continue
        if tokens + size > output.shape[1]:
            break
        _solve(codes, lexicon, scratch, totals, size)
        tokens, missing = _emit(codes, lexicon, letters, scratch, size, output, tokens, missing)
        place = np.int64(scratch[_PLACES, size])
    return tokens, missing, place


@njit(cache=True, nogil=True)
def _spell(codes, classes, lexicon, users, place, stop, scratch):
    """Write entries from `place` on, to the end of the run that reaches `stop`.

    Returns the number of entries, or its complement if they do not fit, and the number of
    entries before the last run.
    """
    symbols, number, literal = lexicon[0], lexicon[4], lexicon[5]
    run, places, edges = scratch[_RUN], scratch[_PLACES], scratch[_EDGES]
    user_symbols, user_links, keys = users
    size, whole = 0, 0
    while place < codes.size and (place < stop or whole < size):
        end, kind = np.int64(-1), AT_BOUNDARY
        if keys.size > 1:
            first = user_symbols[codes[place]]
            if first > 0 and user_links[4 * first + 1] == 0:
                end = _user_word(codes, classes, users, place)
        user = end >= 0
        if not user:
            last = place + 1 == codes.size
            if classes[codes[place]] == IDEOGRAPH and (last or classes[codes[place + 1]] < MARK):
                end, kind = place + 1, AT_IDEOGRAPH  # the same as next_atom, but faster
            else:
                end, kind = next_atom(codes, classes, place)
        spelled = AT_IDEOGRAPH <= kind < AT_NUMBER
        if size + (end - place if spelled else 1) >= run.size - STEPS:
            places[size] = place
            return ~size, whole
        run[size] = symbols[codes[place]]
        places[size] = place
        edges[size] = _ATOM
        size += 1
        if spelled:
            for reached in range(place + 1, end):
                run[size] = symbols[codes[reached]]
                places[size] = reached
                edges[size] = _INSIDE
                size += 1
        elif kind == AT_NUMBER:
            run[size - 1] = 0 if literal else number
            edges[size - 1] = _NUMBER
        else:
            run[size - 1] = 0
            edges[size - 1] = _USER if user else _BOUNDARY
            whole = size
        place = end
    places[size] = place
    return size, whole


@njit(cache=True, nogil=True)
def _user_word(codes, classes, users, place):
    """Return the end of the longest user word from `place` on that ends with an atom, or -1."""
    symbols, links, keys = users
    found = np.int64(-1)
    cell = np.int64(0)
    edge = reached = place
    while reached < codes.size:
        following = np.int64(links[4 * cell] + symbols[codes[reached]])
        if links[4 * following + 1] != cell:
            break
        cell = following
        reached += 1
        if keys[cell]:
            while edge < reached:
                edge, _ = next_atom(codes, classes, edge)
            if edge == reached:
                found = reached
    return found


@njit(cache=True, nogil=True)
def _step(links, cell, symbol):
    """Return the cell that a symbol leads to from another, or 0."""
    following = links[_index(4 * cell)] + symbol
    return following if links[_index(4 * following + 1)] == cell else np.int32(0)


@njit(cache=True, nogil=True)
def _look_ahead(links, scratch, size):
    """Write the rows from `_AHEAD` on: 0 where symbols lead nowhere.

    There are no branches, and each step is done for all entries before the next step, so that
    many cells are loaded from memory at the same time; otherwise most time is spent waiting.
    """
    run, ahead = scratch[_RUN], scratch[_AHEAD:]
    for place in range(size):
        cell = run[_index(place)]
        ahead[0, _index(place)] = cell if links[_index(4 * cell + 1)] == 0 else 0
    for step in range(1, STEPS):
        for place in range(size):
            cell = ahead[_index(step - 1), _index(place)]
            following = links[_index(4 * cell)] + run[_index(place + step)]
            goes_on = (links[_index(4 * following + 1)] == cell) & (cell > 0)
            ahead[_index(step), _index(place)] = following if goes_on else 0


@njit(cache=True, nogil=True)
def _solve(codes, lexicon, scratch, totals, size):
    """Find the best path from each edge of `size` entries to the end of its run."""
    _, links, scores, _, _, literal, unknown, _ = lexicon
    run, edges, ahead = scratch[_RUN], scratch[_EDGES], scratch[_AHEAD:]
    words, follow, cells = scratch[_WORDS], scratch[_NEXT], scratch[_CELLS]
    scratch[: _WORDS + 1, size : size + STEPS] = 0
    totals[size : size + STEPS] = 0.0
    edges[size] = _BOUNDARY
    _look_ahead(links, scratch, size)
    after = size
    for first in range(size - 1, -1, -1):
        if edges[_index(first)] == _INSIDE:
            continue
        if edges[_index(first)] >= _BOUNDARY:
            totals[first] = 0.0
            words[first] = 0
            follow[first] = first + 1
            after = first
            continue
        best = unknown + totals[_index(after)]
        fewest = words[_index(after)]
        last, found, place = after, np.int32(0), first
        cell = ahead[0, _index(first)]
        while cell > 0:
            place += 1
            if edges[_index(place)]:
                score, number = scores[_index(2 * cell + 1)], words[_index(place)]
                total = score + totals[_index(place)]
                if _is_better(score, total, number, best, fewest, place == after):
                    best, fewest, last, found = total, number, place, cell
            if place < first + STEPS:
                cell = ahead[_index(place - first), _index(first)]
            else:
                cell = _step(links, cell, run[_index(place)])
        totals[_index(first)] = best
        words[_index(first)] = fewest + 1
        follow[_index(first)] = last
        cells[_index(first)] = found
        if literal and edges[_index(place)] == _NUMBER:
            _solve_fork(codes, lexicon, scratch, totals, first, after, place)
        after = first


@njit(cache=True, nogil=True, forceinline=True)
def _is_better(score, total, words, best, fewest, is_atom):
    """Return whether a word is better; a word that is an atom always replaces the unknown atom.

    It is the first word that is compared at its start.
    """
    if is_atom:
        return score > -np.inf
    return total > best or (total == best and words <= fewest)


@njit(cache=True, nogil=True)
def _solve_fork(codes, lexicon, scratch, totals, first, after, place):
    """Also compare the words that begin at `first` and end after the number at `place`."""
    scores = lexicon[2]
    words, follow, cells = scratch[_WORDS], scratch[_NEXT], scratch[_CELLS]
    for end in range(place + 1, _find(codes, lexicon, scratch, first) + 1):
        cell = scratch[_FOUND, end]
        if cell == 0:
            continue
        score, number = scores[2 * cell + 1], words[end] + 1
        total = score + totals[end]
        if _is_better(score, total, number, totals[first], words[first], end == after):
            totals[first], words[first] = total, number
            follow[first], cells[first] = end, cell


@njit(cache=True, nogil=True)
def _fork(codes, lexicon, scratch, cell, place):
    """Continue the walk at a number at `place`: as any number, and as itself.

    Writes for each later entry up to the returned one the best cell of a word that ends there,
    or 0, to the row `_FOUND`.  Pending walks are in the row `_OTHER`, at most one per entry,
    because all walks meet after a number.
    """
    _, links, scores, _, number, _, _, _ = lexicon
    run, edges, found, other = scratch[_RUN], scratch[_EDGES], scratch[_FOUND], scratch[_OTHER]
    start = reach = place
    while True:
        if edges[place] == _NUMBER:
            itself = _literal(codes, lexicon, scratch, cell, place)
            cell = _step(links, cell, number)
        else:
            itself = np.int32(0)
            cell = _step(links, cell, run[place])
        if cell == 0:
            cell, itself = itself, np.int32(0)
        if cell > 0:
            place += 1
            if place > reach:
                found[place] = 0
                reach = place
            other[place] = itself
        else:
            while place > start and other[place] == 0:
                place -= 1
            if place == start:
                return reach
            cell, other[place] = other[place], 0
        if edges[place] != _INSIDE and scores[2 * cell + 1] > -np.inf:
            if found[place] == 0 or scores[2 * cell + 1] > scores[2 * found[place] + 1]:
                found[place] = cell


@njit(cache=True, nogil=True)
def _find(codes, lexicon, scratch, first):
    """Find all words that begin at an entry; the result and output are those of `_fork`."""
    _, links, scores, _, _, literal, _, _ = lexicon
    run, edges, found = scratch[_RUN], scratch[_EDGES], scratch[_FOUND]
    before, place = np.int32(0), first
    cell = _step(links, before, run[first])
    while cell > 0:
        before = cell
        place += 1
        found[place] = cell if edges[place] and scores[2 * cell + 1] > -np.inf else 0
        cell = _step(links, cell, run[place])
    if literal and edges[place] == _NUMBER:
        return _fork(codes, lexicon, scratch, before, place)
    return place


@njit(cache=True, nogil=True)
def _literal(codes, lexicon, scratch, cell, place):
    """Return the cell that all code points of the number at `place` lead to, or 0."""
    symbols, links = lexicon[0], lexicon[1]
    for reached in range(scratch[_PLACES, place], scratch[_PLACES, place + 1]):
        cell = _step(links, cell, symbols[codes[reached]])
        if cell == 0:
            break
    return cell


@njit(cache=True, nogil=True)
def _emit(codes, lexicon, letters, scratch, size, output, tokens, missing):
    """Write the tokens of `size` entries; return the numbers of tokens and missing tokens."""
    symbols, values, flags = lexicon[0], lexicon[3], lexicon[7]
    places, edges, follow, cells = (
        scratch[_PLACES],
        scratch[_EDGES],
        scratch[_NEXT],
        scratch[_CELLS],
    )
    at = 0
    before = False  # whether the last token may be joined with the next one
    while at < size:
        following = follow[_index(at)]
        start, end = places[_index(at)], places[_index(following)]
        token = np.int32(-1)
        if edges[_index(at)] < _BOUNDARY and cells[_index(at)] > 0:
            token = values[_index(cells[_index(at)])]
        elif end == start + 1:
            symbol = symbols[codes[_index(start)]]
            if symbol > 0:
                token = np.int32(letters + symbol)
        single = edges[_index(at)] == _ATOM and end == start + 1
        joined = single and flags.size > 0 and flags[codes[_index(start)]] > 0
        at = following
        if joined and before:
            missing = _extend(output, tokens - 1, missing, end)
            continue
        before = joined
        output[END, _index(tokens)] = end
        output[TOKEN, _index(tokens)] = token
        if token < 0:
            output[MISSING, missing] = tokens
            output[MISSING_START, missing] = start
            output[MISSING_END, missing] = end
            missing += 1
        tokens += 1
    return tokens, missing


@njit(cache=True, nogil=True)
def _extend(output, token, missing, end):
    """Extend the last token by a code point; returns the number of missing tokens."""
    if output[TOKEN, token] >= 0:
        output[TOKEN, token] = -1
        output[MISSING, missing] = token
        output[MISSING_START, missing] = output[END, token] - 1
        missing += 1
    output[MISSING_END, missing - 1] = end
    output[END, token] = end
    return missing


@njit(cache=True, nogil=True)
def _severed(codes, lexicon, scratch, size):
    """Return the last edge of an unfinished run that is inside no token; 0 if there is none."""
    edges, found, places, flags = scratch[_EDGES], scratch[_FOUND], scratch[_PLACES], lexicon[7]
    scratch[_RUN, size], edges[size] = 0, _BOUNDARY
    reach, last = 0, 0
    for first in range(size):
        if edges[first] == _INSIDE:
            continue
        joined = first > 0 and flags.size > 0 and flags[codes[places[first]]] > 0
        joined = joined and flags[codes[places[first] - 1]] > 0
        if reach <= first and not joined:
            last = first
        end = _find(codes, lexicon, scratch, first)
        if end == size:
            return last
        for place in range(max(first, reach) + 1, end + 1):
            if found[place] > 0:
                reach = place
    return last


@njit(cache=True, nogil=True)
def lattice(codes, classes, lexicon, users, start, edges, weights):
    """List all edges: words, unknown atoms, boundaries and user words.

    Processes the text from `start` until int32 `edges` (4, E) and float64 `weights` (E,) are too
    small for a block.  Edges are ordered by start and end.  Returns their number, and their end.
    """
    place, count = start, 0
    room = min(_BLOCK, codes.size + 1 + STEPS)
    scratch = np.empty((_ROWS, room), np.int32)
    while place < codes.size:
        size, whole = _spell(codes, classes, lexicon, users, place, codes.size, scratch)
        if size < 0 and whole == 0:
            room *= 2
            scratch = np.empty((_ROWS, room), np.int32)
            continue
        size = size if size >= 0 else whole
        scratch[_RUN, size], scratch[_EDGES, size] = 0, _BOUNDARY
        after = _list(codes, lexicon, scratch, size, edges, weights, count)
        if after < 0:
            break
        count = after
        place = np.int64(scratch[_PLACES, size])
    return count, place


@njit(cache=True, nogil=True)
def _list(codes, lexicon, scratch, size, edges, weights, count):
    """List the edges of a block after `count` others; return their new number, or -1."""
    scores, values, unknown = lexicon[2], lexicon[3], lexicon[6]
    places, kinds = scratch[_PLACES], scratch[_EDGES]
    for first in range(size):
        if kinds[first] == _INSIDE:
            continue
        if count >= weights.size:
            return -1
        after = first + 1
        while kinds[after] == _INSIDE:
            after += 1
        own = count
        edges[START, own], edges[STOP, own], edges[VALUE, own] = places[first], places[after], -1
        edges[KIND, own], weights[own] = UNKNOWN, unknown
        count += 1
        if kinds[first] >= _BOUNDARY:
            edges[KIND, own] = USER if kinds[first] == _USER else BOUNDARY
            weights[own] = 0.0
            continue
        reach = _find(codes, lexicon, scratch, first)
        for place in range(first + 1, reach + 1):
            cell = scratch[_FOUND, place]
            if cell == 0:
                continue
            edge = own if place == after else count
            if edge >= weights.size:
                return -1
            edges[START, edge], edges[STOP, edge] = places[first], places[place]
            edges[VALUE, edge], edges[KIND, edge] = values[cell], WORD
            weights[edge] = scores[2 * cell + 1]
            count = max(count, edge + 1)
    return count
