"""Small texts with the file names that the documentation uses."""

from __future__ import annotations

import random
from pathlib import Path

ROYALS = ["king", "queen", "man", "woman"]
ANIMALS = ["cat", "dog", "kitten", "horse"]
DRINKS = ["coffee", "tea", "milk", "water"]
FIELDS = ["science", "music", "physics", "art"]
PICTURES = ["picture", "pictures", "photograph", "photographs"]
FRUITS = ["葡萄", "香蕉", "苹果", "西瓜"]
PLACES = ["机场", "车站", "医院", "学校"]
PEOPLE = ["宝玉", "黛玉", "医生", "老师"]
NAMES = ["麝月", "芳官", "莺儿", "茗烟", "秋纹", "藕官", "栊翠", "蘅芜"]
TOPICS = ["segmentation of words", "retrieval of documents", "translation of speech"]


def english(lines: int, seed: int) -> list[str]:
    """Return short sentences whose words have a few different contexts."""
    draw = random.Random(seed)
    patterns = [
        lambda: f"the {draw.choice(ROYALS)} rules the old country",
        lambda: f"the {draw.choice(ROYALS)} reads about {draw.choice(FIELDS)}",
        lambda: f"a {draw.choice(ANIMALS)} drinks {draw.choice(DRINKS)} in the garden",
        lambda: f"my {draw.choice(ANIMALS)} sleeps after the {draw.choice(DRINKS)}",
        lambda: f"the {draw.choice(ROYALS)} sees a {draw.choice(PICTURES)} of the garden",
        lambda: f"they study {draw.choice(FIELDS)} and {draw.choice(FIELDS)} at school",
    ]
    return [draw.choice(patterns)() for _ in range(lines)]


def chinese(lines: int, seed: int) -> list[str]:
    """Return short sentences without spaces."""
    draw = random.Random(seed)
    patterns = [
        lambda: f"{draw.choice(PEOPLE)}喜欢吃{draw.choice(FRUITS)}，{draw.choice(FRUITS)}不酸。",
        lambda: f"{draw.choice(PEOPLE)}从{draw.choice(PLACES)}走到{draw.choice(PLACES)}。",
        lambda: f"今天{draw.choice(PLACES)}没有{draw.choice(FRUITS)}！",
        lambda: f"你说{draw.choice(PEOPLE)}在{draw.choice(PLACES)}等{draw.choice(PEOPLE)}？",
        lambda: (
            f"如果{draw.choice(PEOPLE)}来的话，我们去{draw.choice(PLACES)}买{draw.choice(FRUITS)}。"
        ),
    ]
    return [draw.choice(patterns)() + draw.choice(patterns)() for _ in range(lines)]


def names(seed: int) -> list[str]:
    """Return sentences with names that are rare and in no dictionary."""
    draw = random.Random(seed)
    return [
        f"{draw.choice(PEOPLE)}和{name}去{draw.choice(PLACES)}。{name}不吃{draw.choice(FRUITS)}。"
        for name in NAMES
        for _ in range(4)
    ]


def abstracts(count: int, seed: int) -> list[str]:
    """Return texts of three sentences with phrases."""
    draw = random.Random(seed)
    return [
        f"We present a method for the {topic}. Experiments show that statistical {topic} "
        f"improves with data. Our neural model learns {draw.choice(TOPICS)} without labels."
        for topic in (draw.choice(TOPICS) for _ in range(count))
    ]


def log(count: int, seed: int) -> list[str]:
    """Return lines with numbers and names."""
    draw = random.Random(seed)
    names = ["ann", "bob", "cat", "dan", "eve", "fay"]
    return [
        f"session {draw.randrange(999)} of {draw.choice(names)} closed"
        if draw.random() < 0.5
        else f"connection from 10.0.0.{draw.randrange(255)} port {draw.randrange(9999)}"
        for _ in range(count)
    ]


def feed(count: int, seed: int) -> list[str]:
    """Return an Atom feed of abstracts, as the interface of arXiv sends it."""
    entries = [
        f"<entry><title>Paper {number}</title><summary>{text}\n</summary></entry>"
        for number, text in enumerate(abstracts(count, seed))
    ]
    return ['<feed xmlns="http://www.w3.org/2005/Atom">', *entries, "</feed>"]


def write_inputs(folder: Path) -> None:
    """Write all texts into a folder."""
    files = {
        "novel.txt": chinese(400, 0),
        "reviews.txt": chinese(200, 1),
        "hongloumeng.txt": [*chinese(300, 2), *names(11)],
        "corpus.txt": english(600, 3),
        "news.txt": english(400, 4),
        "monday.txt": english(200, 5),
        "2024/january.txt": english(300, 6),
        "2024/february.txt": english(300, 7),
        "abstracts.txt": abstracts(120, 8),
        "arxiv.xml": feed(120, 9),
        "app.log": log(200, 10),
        "pairs.tsv": ["cat\tdog\t8.5", "coffee\ttea\t8", "king\tqueen\t9", "cat\ttea\t1"],
        "questions.txt": [": animals", "cat milk dog water", "man king woman queen"],
        "gold.txt": ["宝玉 喜欢 吃 葡萄 ， 香蕉 不 酸 。", "黛玉 从 机场 走 到 学校 。"],
    }
    for name, lines in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
