"""The key by which names stand in a list: letters without case and accents, Chinese characters as their pinyin.

Databases sort by the numbers of characters or by the rules of one language; this key is the same for all of them.
"""

import os
import re

from core.lazy import Lazy
from core.normal_form import base_letters, normal_form

# What whole words are read like would take 45 MB of every process; a name needs little of it (decision 110).
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
pypinyin = Lazy("pypinyin")

KEY_LENGTH = 255
READ_AT_MOST = 120  # characters of a name
HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
# Names of places and kinds of firms that are read otherwise than character by character.
WORDS = {
    "重庆": "chong qing",
    "长安": "chang an",
    "长白": "chang bai",
    "长城": "chang cheng",
    "长春": "chang chun",
    "长虹": "chang hong",
    "长江": "chang jiang",
    "长沙": "chang sha",
    "长三角": "chang san jiao",
    "厦门": "xia men",
    "银行": "yin hang",
    "行业": "hang ye",
    "音乐": "yin yue",
    "大夫": "dai fu",
}
# Surnames that are read otherwise than the same character elsewhere.
SURNAMES = {
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "单于": "chan yu",
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "盖": "ge",
    "朴": "piao",
    "翟": "zhai",
    "区": "ou",
    "缪": "miao",
    "乐": "yue",
    "覃": "qin",
    "种": "chong",
    "繁": "po",
    "华": "hua",
    "任": "ren",
    "尹": "yin",
    "员": "yun",
    "秘": "bi",
    "冼": "xian",
}
WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
SURNAME = re.compile("|".join(sorted(SURNAMES, key=len, reverse=True)))


def sort_key(name, *, of_person=False):
    """Return the key of a name, at most 255 characters; of a person's, a surname is read as one."""
    text = normal_form(name[:READ_AT_MOST]).casefold()
    if HAN.search(text):
        text = _read(text, of_person=of_person)
    return " ".join(base_letters(text).split())[:KEY_LENGTH]


def _read(text, *, of_person):
    if of_person:
        text = SURNAME.sub(lambda found: f" {SURNAMES[found[0]]} ", text, count=1) if SURNAME.match(text) else text
    text = WORD.sub(lambda found: f" {WORDS[found[0]]} ", text)
    return HAN.sub(lambda found: f" {' '.join(pypinyin.lazy_pinyin(found[0]))} ", text)
