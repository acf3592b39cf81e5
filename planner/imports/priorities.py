"""Priority words of other programs as priorities of ours, in the languages in which Jira is read.

What stands above "high" is urgent, what stands below "low" is low.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from core.tabular.reader import fold

MOST_READ = 60
_WORD = re.compile(r"[^\W_]+")

# English, Chinese, Spanish, Polish, German, French, Portuguese; a word that several share stands once.
_WORDS = {
    "urgent": "urgent|highest|critical|blocker|very high|immediate|p0|紧急|最高|非常紧急|阻断|严重|特急"
    "|urgente|más alta|muy alta|crítica|crítico|najwyższy|krytyczny|pilny|höchste|dringend|kritisch|sehr hoch"
    "|la plus élevée|la plus haute|critique|très haute|mais alta|altíssima",
    "high": "high|major|important|p1|高|重要|较高|主要|alta|alto|wysoki|wysoka|hoch|haute|élevée|élevé|importante",
    "medium": "medium|normal|moderate|middle|average|p2|中|中等|普通|一般|正常|media|medio|średni|średnia|mittel"
    "|moyenne|moyen|normale|média|médio",
    "low": "low|lowest|minor|trivial|very low|p3|p4|低|最低|较低|次要|微不足道|baja|bajo|más baja|muy baja"
    "|niski|niska|najniższy|niedrig|niedrigste|sehr niedrig|basse|faible|la plus basse|la plus faible"
    "|baixa|baixo|mais baixa|baixíssima",
    "none": "none|no priority|not set|无|无优先级|未设置|ninguna|sin prioridad|brak|keine|aucune|nenhuma"
    "|sem prioridade",
}
PRIORITY_WORDS: Mapping[str, str] = MappingProxyType(
    {word: priority for priority, words in _WORDS.items() for word in words.split("|")}
)


def find_priority(text: str) -> str | None:
    """The priority a word means, whatever signs stand around it; None for a word we do not know or an empty one."""
    return PRIORITY_WORDS.get(" ".join(_WORD.findall(fold(text[:MOST_READ]))))
