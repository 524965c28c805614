import assert from "node:assert/strict";
import { test } from "node:test";
import { atomsOf, classAt } from "../src/atoms.js";

const pieces = (text, split) => atomsOf(text, split).map(({ start, end }) => text.slice(start, end));
const kinds = (text) => atomsOf(text).map(({ start, end, kind }) => text.slice(start, end) + kind[0]);
const joined = (text, split) => pieces(text, split).join("|");

test("ideographs, words, numbers, boundaries", () => {
  assert.deepEqual(kinds("在GPU上3.5倍，𠀀!"), ["在w", "GPUw", "上w", "3.5n", "倍w", "，b", "𠀀w", "!b"]);
  assert.deepEqual(kinds("naïve 12"), ["naïvew", " b", "12n"]);
  assert.deepEqual(kinds(""), []);
  assert.deepEqual(kinds("好……吧。。！  12"), ["好w", "……b", "吧w", "。。b", "！b", "  b", "12n"]);
  assert.deepEqual(kinds("\ud800😀"), ["\ud800b", "😀b"]);
});

test("runs of one mark are an atom, symbols are single, emoji sequences whole", () => {
  assert.equal(joined("★★--++"), "★|★|--|++");
  assert.equal(joined("👨‍👩‍👧👍🏽🇨🇳1️⃣"), "👨‍👩‍👧|👍🏽|🇨🇳|1️⃣");
});

test("numbers of digits and numerals, dates, times", () => {
  assert.deepEqual(kinds("二十五个一百一"), ["二十五n", "个w", "一百一n"]);
  assert.deepEqual(kinds("第一，50万3.5%"), ["第w", "一w", "，b", "50万3.5%n"]);
  assert.deepEqual(kinds("12:30 2024-01-02"), ["12:30n", " b", "2024-01-02n"]);
  assert.equal(joined("1.5-2.5-3 1-2-3.5 800-820-8820"), "1.5|-|2.5|-|3| |1-2-3.5| |800-820-8820");
  assert.equal(joined("10-20 三5G 二○○一 5○"), "10|-|20| |三|5G| |二○○一| |5|○");
});

test("words with digits and apostrophes, katakana", () => {
  assert.equal(joined("MP3和5G don't 'a' コンピューターあ"), "MP3|和|5G| |don't| |'|a|'| |コンピューター|あ");
});

test("identifiers are whole or split", () => {
  const text = "v1.0 3.5kg a.txt 120km/h my_name __init__ 100_000 C++17 C# F#m .NET end.Next 1.open";
  assert.equal(joined(text), text.replaceAll(" ", "| |").replace("F#m", "F|#|m")
    .replace("end.Next", "end|.|Next").replace("1.open", "1|.|open"));
  assert.equal(joined("v1.0 3.5kg a.txt", true), "v1|.|0| |3.5|kg| |a|.|txt");
  assert.equal(joined("用.NET 姓名____"), "用|.|NET| |姓|名|____");
  assert.equal(joined("コア 12:30", true), "コ|ア| |12|:|30");
});

test("addresses and tags", () => {
  assert.deepEqual(pieces("见(https://a.com/b_(c)?d=e)。www.a.cn/x,a.com:80/x"),
    ["见", "(", "https://a.com/b_(c)?d=e", ")", "。", "www.a.cn/x,a.com:80/x"]);
  assert.equal(joined("a.b+c@mail.example.com，a@b"), "a.b+c@mail.example.com|，|a|@|b");
  assert.equal(joined("www．a.cn"), "www|．|a.cn");
  assert.equal(joined("#双十一#了 #python @人民日报 3#楼"), "#双十一#|了| |#python| |@人民日报| |3|#|楼");
});

test("classes of characters", () => {
  const signs = ["a", "5", "二", "中", "カ", " ", "’", "-", "𠀀"];
  assert.deepEqual(signs.map((sign) => classAt(sign, 0)),
    ["letter", "digit", "numeral", "ideograph", "katakana", "space", "apostrophe", "other", "ideograph"]);
});

test("the time is linear in the length of a text", () => {
  for (const part of ["a", "1", "1-", "1/", "a.", "1:2", "_", "a_", "a'", "@a", "#a", "a@", "http://", "一", "a.b@c."]) {
    const text = part.repeat(100_000 / part.length);
    assert.equal(pieces(text).join(""), text);
  }
});
