// Markup and links in texts, which are no part of what a text is about.

const ATTRIBUTE = `\\s+[\\w:@.-]+(?:\\s*=\\s*(?:"[^"<>]*"|'[^'<>]*'|[^\\s"'<>=]+))?`;
const TAG = new RegExp([
  `<(?<close>/)?(?<name>[A-Za-z][\\w:-]*)(?:${ATTRIBUTE})*\\s*/?>`, "<[!?][^<>]*>", "<!-{2}", "-{2}>",
  "&(?:[A-Za-z]{2,8}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});",
].join("|"), "g");
const CHARACTERS = "[!-;=?-~]";
const HOST = "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.){1,9}";
const LINK = new RegExp([
  `\\b[a-z][a-z0-9+.-]{1,9}://${CHARACTERS}+`, `\\bwww\\.${CHARACTERS}+`,
  "(?<![\\w.+-])[\\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,9}",
  `\\b${HOST}(?:com|org|net|edu|gov|cn|jp|uk)\\b(?:/${CHARACTERS}*)?`,
].join("|"), "g");
const COMMENT = "--";
const HIDDEN = ["script", "style"]; // elements whose content is no text

/** Return the spans [start, end] of tags, entities, comments, links and addresses, sorted. */
export function markupOf(text) {
  const spans = /[<&]/.test(text) ? [...tagsOf(text)] : [];
  if (/[@.:]/.test(text)) {
    for (const match of text.matchAll(LINK)) spans.push([match.index, match.index + match[0].length]);
  }
  return spans.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function* tagsOf(text) {
  let element = "", start = 0; // the element or comment whose end is awaited
  for (const match of text.matchAll(TAG)) {
    const end = match.index + match[0].length;
    yield [match.index, end];
    const { close, name } = match.groups;
    const isCommentEnd = match[0] === `${COMMENT}>`;
    if (element) {
      const ends = element === COMMENT ? isCommentEnd : close && name?.toLowerCase() === element;
      if (!ends) continue;
      yield [start, end];
      element = "";
    } else if (match[0] === `<!${COMMENT}`) [element, start] = [COMMENT, match.index];
    else if (HIDDEN.includes(name?.toLowerCase()) && !close) [element, start] = [name.toLowerCase(), match.index];
  }
}
