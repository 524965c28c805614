// Tokens of a text as keywords need them: kinds, lengths, compounds, equal spellings.

import { classAt } from "./atoms.js";
import { markupOf } from "./markup.js";

export const BOUNDARY = 0, PLAIN = 1, NUMERIC = 2, JOINT = 3;
const MAX_SUFFIX = 5; // letters of a word after a point that belongs to it, as in .NET
const EQUAL_SIGNS = {
  "’": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "•": "·", "‧": "·", "・": "·", "･": "·",
};
const USUAL = /^[a-z0-9\u3400-\u9fff]*$/;

/** Return a text with one spelling for equal ones: capitals, widths, hyphens, apostrophes. */
export function folded(text) {
  if (USUAL.test(text)) return text;
  return Array.from(text, (sign) => {
    const narrow = /[\u3000\uff01-\uffee]/.test(sign) ? sign.normalize("NFKC") : sign;
    const equal = EQUAL_SIGNS[narrow] ?? narrow;
    const lower = equal.toLowerCase();
    return Array.from(lower).length === 1 ? lower : equal;
  }).join("");
}

/**
 * Return the tokens of a text, [{start, end, key, kind, units, joined}], for pieces with `start`
 * and `end` that cover it. `key`: folded spelling; `units`: 1 for a word of letters, and for each
 * ideograph; `joined`: whether the next token belongs to the same word, as in Wi-Fi. White space
 * is left out unless it separates phrases; markup and links are boundaries.
 */
export function tokensOf(text, pieces) {
  const tokens = [], hidden = markupOf(text);
  let place = 0; // of the first span that does not end before the token
  for (const { start, end } of pieces) {
    const { kind, units, blank } = describe(text.slice(start, end));
    if (blank && !separates(text, start, end)) continue;
    while (hidden[place]?.[1] <= start) place++;
    const isHidden = hidden[place]?.[0] < end;
    const key = folded(text.slice(start, end));
    tokens.push({ start, end, key, kind: isHidden ? BOUNDARY : kind, units, joined: false });
  }
  for (let place = 0; place < tokens.length; place++) {
    if (tokens[place].kind === BOUNDARY) join(text, tokens, place);
  }
  return tokens;
}

function describe(token) {
  let letters = 0, digits = 0, ideographs = 0, blank = true;
  for (let place = 0; place < token.length; place += token.codePointAt(place) > 0xffff ? 2 : 1) {
    const kind = classAt(token, place);
    if (kind === "ideograph" || kind === "numeral") ideographs++;
    else if (kind === "letter" || kind === "katakana") letters++;
    else if (kind === "digit") digits++;
    if (kind !== "space") blank = false;
  }
  if (!letters && !ideographs) return { kind: digits ? NUMERIC : BOUNDARY, units: 1, blank };
  if (digits && !letters && digits >= ideographs) return { kind: NUMERIC, units: 1, blank };
  return { kind: PLAIN, units: (letters ? 1 : 0) + ideographs, blank };
}

/**
 * Return whether white space separates phrases: between ideographs; a tab or an empty line; a line
 * end, unless the next line begins with a small letter that is no mark of a list item.
 */
function separates(text, start, end) {
  const inside = start > 0 && end < text.length;
  if (inside && classBefore(text, start) === "ideograph" && classAt(text, end) === "ideograph") return true;
  const blank = text.slice(start, end);
  if (/[\t\u2029]/.test(blank)) return true;
  const lines = blank.match(/\r\n|[\n\v\f\r\x85\u2028]/g)?.length ?? 0;
  if (lines !== 1 || end === text.length) return lines > 1;
  const first = String.fromCodePoint(text.codePointAt(end));
  if (classAt(text, end) !== "letter" || first !== folded(first)) return true;
  return /^[.)]/.test(text.slice(end + first.length));
}

function classBefore(text, place) {
  const isLow = place > 1 && /[\udc00-\udfff]/.test(text[place - 1]);
  return classAt(text, place - (isLow ? 2 : 1));
}

/** Make a symbol a joint if it belongs to an adjacent word. */
function join(text, tokens, place) {
  const own = tokens[place], sign = own.key;
  const size = own.end - own.start;
  const previous = tokens[place - 1], next = tokens[place + 1];
  const left = previous?.end === own.start && [PLAIN, NUMERIC].includes(previous.kind) ? previous : null;
  const right = next?.start === own.end && next.kind !== BOUNDARY ? next : null;
  const before = left ? classBefore(text, own.start) : "", after = right ? classAt(text, own.end) : "";
  let toLeft, toRight;
  if (size === 1 && left && right) {
    toLeft = sign === "." && before === "letter" && after === "letter"
      ? isAbbreviated(text, left, right) : connects(sign, text[own.start], before, after);
    toRight = toLeft;
  } else {
    const length = left?.kind === PLAIN ? left.end - left.start : 0;
    const joint = tokens[place - 2];
    const dotted = joint?.kind === JOINT && sign[0] === "." && joint.key[0] === ".";
    toLeft = length > 0 && isSuffix(sign[0], size, length, Boolean(right), dotted);
    toRight = toLeft && Boolean(right);
  }
  if (sign[0] === "." && after === "letter" && (!left || before === "ideograph")) {
    toRight = size === 1 && right.end - right.start <= MAX_SUFFIX;
  }
  if (toLeft || toRight) Object.assign(own, { kind: JOINT, joined: Boolean(toRight) });
  if (toLeft) tokens[place - 1].joined = true;
}

/** Return whether a symbol between characters of these classes connects them. */
function connects(sign, written, before, after) {
  if (sign === "-" || sign === "_") return true;
  if (sign === "·") return before !== "digit" && after !== "digit";
  if (sign === ".") return before === "digit" && after === "digit";
  const isApostrophe = classAt(written, 0) === "apostrophe";
  return before === "letter" && after === "letter" && (sign === "&" || isApostrophe);
}

/** Return whether a run of symbols belongs to the word before it: C++, C#, U.S. */
function isSuffix(sign, size, length, isFollowed, isDotted) {
  if (sign === "+") return !isFollowed || size > 1;
  if (size > 1 || length > 1 || isFollowed) return false;
  return sign === "#" || (sign === "." && isDotted);
}

/** Return whether the words beside a point are one name, as in U.S and Node.js. */
function isAbbreviated(text, first, second) {
  const isCapital = (sign) => sign !== folded(sign);
  const signs = (token) => Array.from(text.slice(token.start, token.end));
  if ([...signs(first), ...signs(second)].every(isCapital)) return true;
  const mixed = isCapital(signs(first)[0]) && !isCapital(signs(second)[0]);
  return mixed && second.end - second.start <= MAX_SUFFIX;
}
