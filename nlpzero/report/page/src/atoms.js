// Splitting of a text into atoms, the units that are never split, by the rules of docs/atoms.md.

// Scripts that are written without spaces, and marks of repetition that belong to no script.
const UNSPACED = ["Hani", "Hira", "Kana", "Bopo", "Thai", "Laoo", "Khmr", "Mymr", "Tale", "Talu", "Lana",
  "Tavt", "Ahom", "Java", "Bali", "Yiii", "Tang", "Nshu", "Kits", "Xsux", "Egyp", "Hluw"]
  .map((script) => `\\p{sc=${script}}`).join("") + "\\u3006\\u303c\\u3031-\\u3035\\u30fc\\uff70\\uff9e\\uff9f";
// Ideographs with a numeric value; two or more of them, or of them and digits, are a number.
const NUMERAL = "[〇〡-〩〸-〺㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零]";
const MARK = "[\\p{M}\\u200c\\u200d\\u{e0020}-\\u{e007f}]";
const DIGITS_OF_SETS = "\\p{Nd}\\u00b2\\u00b3\\u00b9\\u2070\\u2074-\\u2079\\u2080-\\u2089";
const DIGIT_SIGN = `[${DIGITS_OF_SETS}]`;
const DIGIT = `${DIGIT_SIGN}(?!\\ufe0f?\\u20e3)`; // not in a keycap
const ALONE = `[${UNSPACED}](?<=[\\p{L}\\p{Nl}\\u2e80-\\u2fd5])`;
const KATAKANA = "[\\p{sc=Kana}\\u30fc\\uff70\\uff9e\\uff9f](?<=\\p{L})";
const LETTER = `(?![${UNSPACED}])[\\p{L}\\p{Nl}]`;
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\p{Z}]";
const POINT = "[.．]", UNDERSCORE = "[_＿]", SIGN = "[#@_＃＠＿]";
const INNER_POINT = "[.,．]";

const DIGITS = `${DIGIT}${MARK}*(?:${INNER_POINT}?${DIGIT}${MARK}*)*(?!${INNER_POINT}?${DIGIT})`;
const PLAIN_DIGITS = `(?:${DIGIT}${MARK}*)+`;
const DATE = `${DIGITS}(?::${DIGITS}|` + ["-", "/"].map((sign) =>
  // The first parts are as many as possible, so that there is only one way to match.
  `(?:${sign}${DIGIT_SIGN}+(?=${sign}${DIGIT}))+(?!${sign}${DIGIT_SIGN}+${sign}${DIGIT})${sign}${DIGITS}`,
).join("|") + ")*";
const LETTERS = `(?:${LETTER}|${MARK}|${DIGIT}|(?<=\\p{L}${MARK}*)['’＇](?=${LETTER}))*`;
const BOUNDARY = `(?:[\\u{1f1e6}-\\u{1f1ff}]{2}|(?<run>[\\p{P}\\p{Sm}\\p{Sc}\\p{Sk}])\\k<run>*|.)` +
  `(?:${MARK}|[\\u{1f3fb}-\\u{1f3ff}]|(?<=\\u200d)[^${SPACE.slice(1, -1)}\\p{L}\\p{N}])*`;

const numbers = (whole, between) => [
  `(?:${whole}${NUMERAL}|${NUMERAL}(?=${NUMERAL}|○|${between}))(?:${between}|${NUMERAL}|○)*[%％‰‱]?`,
  `${whole}[%％‰‱]?`,
].join("|");

/** Return the pattern of the next atom if identifiers are split at their marks. */
function splitPattern() {
  const plain = `${PLAIN_DIGITS}(?!${INNER_POINT}?${DIGIT})`; // digits with a point end before letters
  const between = `(?:${plain}(?!${LETTER})|(?!${plain})${DIGITS})`;
  return [
    `(?<word>${LETTER}${LETTERS}|${plain}(?=${LETTER})${LETTERS})`,
    `(?<number>${numbers(DIGITS, between)})`, `(?<one>${ALONE}${MARK}*)`, `${SPACE}+`, BOUNDARY,
  ].join("|");
}

/** Return the pattern of the next atom if identifiers are whole. */
function wholePattern() {
  const ascii = "[A-Za-z0-9]";
  const join = [
    `${UNDERSCORE}+(?=${LETTER}|${DIGIT})`, `(?<=${DIGIT_SIGN})${POINT}(?=${DIGIT})`,
    `(?<=[a-z0-9])${POINT}(?![A-Z][a-z])(?=[A-Za-z])`, `(?<=[A-Z])${POINT}(?=[A-Za-z])`,
  ].join("|");
  const digitJoin = `${join}|(?<=${LETTER})/(?=${LETTER})|(?<=${DIGIT_SIGN}):(?=${DIGIT})`;
  const suffix = `(?:(?<=${LETTER})\\+\\+[0-9]*(?!${LETTER}|${DIGIT}|\\+)${MARK}*)?`;
  const pointed = `(?<![\\p{L}\\p{M}\\p{Nl}${DIGITS_OF_SETS}.．)\\]}"'])${POINT}(?=[A-Za-z])`;
  const word = [
    `[Ww]{3}(?=．${ascii})`, `[A-Za-z]#(?!${LETTER}|${DIGIT}|${SIGN})`,
    `${LETTER}${LETTERS}(?:(?:${join})${LETTERS})*${suffix}`,
    `${DATE}(?=${LETTER}|${UNDERSCORE}+(?:${LETTER}|${DIGIT}))${LETTERS}(?:(?:${digitJoin})${LETTERS})*${suffix}`,
    `${UNDERSCORE}+(?=${LETTER})${LETTERS}(?:(?:${join})${LETTERS})*(?:${UNDERSCORE}+|${suffix})`,
    `${pointed}${LETTERS}(?:(?:${join})${LETTERS})*${suffix}`,
    `(?:${KATAKANA}${MARK}*)+`,
  ].join("|");
  const characters = "[!#-;=?-Z\\[\\]_a-z~]*";
  const url = [
    `[Ww]{3}\\.(?=${ascii})`, `[A-Za-z]${LETTERS}(?:(?:${join})${LETTERS})*://(?=${ascii})`,
    `(?:${pointed})?${ascii}+(?:\\.${ascii}+)*\\.[A-Za-z]${ascii}*(?:/(?=${ascii})|:(?=[0-9]))`,
  ].join("|");
  const label = `${ascii}+(?:-${ascii}+)*`;
  const email = `(?=[A-Za-z0-9._+:/'-]{1,64}@)(?:_+(?=[A-Za-z])|${pointed}|[0-9]+[:/-](?=[0-9]))?` +
    `${ascii}(?:(?:[A-Za-z0-9._+-]|(?<=[A-Za-z])'(?=[A-Za-z]))*${ascii})?@(?:${label}\\.)+[A-Za-z](?:-?${ascii})+${MARK}*`;
  const inTag = `[${UNSPACED}\\p{L}\\p{Nl}\\p{M}${DIGITS_OF_SETS}_＿]`;
  const lettered = `(?=[${DIGITS_OF_SETS}\\p{M}_＿]*[${UNSPACED}\\p{L}\\p{Nl}])`;
  const unspacedLetter = `[${UNSPACED}]`;
  const inName = `(?:(?!${unspacedLetter})(?:${inTag}))`;
  const tag = [
    `(?<hash>[#＃])${lettered}${inTag}{1,32}\\k<hash>`,
    `(?<![\\p{L}\\p{M}\\p{Nl}${DIGITS_OF_SETS}])[#@＃＠]${lettered}${inTag}{1,32}(?=${SPACE}|$)`,
    `[#@＃＠](?=[${DIGITS_OF_SETS}\\p{M}_＿]*${LETTER})(?:${inName}{1,32}(?!${inTag})|${inName}+(?=${unspacedLetter}))`,
  ].map((form) => `(?<!${LETTER}|${DIGIT_SIGN}|${UNDERSCORE})(?:${form})`).join("|");
  const between = `${DIGITS}(?!${LETTER})`;
  return [
    `(?<url>(?:${url})${characters})${MARK}*`, `(?<word>${email}|${word}|${tag})`,
    `(?<number>${numbers(DATE, between)})`, `(?<one>${ALONE}${MARK}*)`, `${SPACE}+`, BOUNDARY,
  ].join("|");
}

const patterns = new Map(); // compiled when they are first needed

function patternOf(splitIdentifiers) {
  if (!patterns.has(splitIdentifiers)) {
    const source = splitIdentifiers ? splitPattern() : wholePattern();
    patterns.set(splitIdentifiers, new RegExp(source, "suy"));
  }
  return patterns.get(splitIdentifiers);
}

/** Return the length of a URL without punctuation and unopened parentheses at its end. */
function urlLength(url) {
  let size = url.length;
  let depth = url.split("(").length - url.split(")").length;
  for (; size > 0; size--) {
    if (url[size - 1] === ")" && depth < 0) depth++;
    else if (!"?!.,:;*_~'".includes(url[size - 1])) break;
  }
  return size;
}

/** Return the atoms of a text, [{start, end, kind}]: `word`, `number`, or `boundary`. */
export function atomsOf(text, splitIdentifiers = false) {
  const pattern = patternOf(splitIdentifiers), atoms = [];
  for (let start = 0; start < text.length;) {
    pattern.lastIndex = start;
    const { 0: piece, groups } = pattern.exec(text);
    const kind = groups.number ? "number" : groups.url || groups.word || groups.one ? "word" : "boundary";
    const size = groups.url ? urlLength(groups.url) : piece.length;
    const end = start + (size < groups.url?.length ? size : piece.length);
    atoms.push({ start, end, kind });
    start = end;
  }
  return atoms;
}

const CLASSES = {
  digit: DIGIT_SIGN, numeral: NUMERAL, katakana: KATAKANA, ideograph: ALONE, letter: LETTER, space: SPACE, apostrophe: "['’＇]",
};
const CLASS = new RegExp(Object.entries(CLASSES).map(([name, form]) => `(?<${name}>${form})`).join("|"), "uy");

/** Return the class of a character: a name above, or "other". */
export function classAt(text, place) {
  CLASS.lastIndex = place;
  const groups = CLASS.exec(text)?.groups;
  return groups ? Object.keys(groups).find((name) => groups[name] !== undefined) : "other";
}
