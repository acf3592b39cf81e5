"""The column names of Jira's export in Spanish, Polish, German, French, Portuguese and Chinese, as English names them.

Jira writes the header in the language of the person who exports, and changes its translations from time to time; what
is not listed here keeps its own name.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

# Names as core.tabular.reader.plain_name gives them.
_NAMES = {
    "summary": "resumen|podsumowanie|streszczenie|zusammenfassung|résumé|resumo|摘要|概要|主题",
    "issue key": "clave de incidencia|clave de la incidencia|clave|klucz zgłoszenia|klucz|vorgangsschlüssel|schlüssel"
    "|clé de ticket|clé du ticket|clé de la demande|clé|chave da item|chave do item|chave da issue|chave da pendência"
    "|chave|问题关键字|问题密钥|问题键|问题 key|事务关键字|事务密钥|事务键|关键字|密钥|work item key",
    "issue id": "id de la incidencia|id de incidencia|id. zgłoszenia|id zgłoszenia|identyfikator zgłoszenia"
    "|vorgangs-id|id des vorgangs|id de ticket|id du ticket|identifiant du ticket|identifiant de ticket"
    "|id da item|id do item|id da issue|id da pendência|问题 id|问题id|事务 id|事务id|work item id",
    "issue type": "tipo de incidencia|typ zgłoszenia|rodzaj zgłoszenia|vorgangstyp|type de ticket|type de demande"
    "|tipo de item|tipo do item|tipo de issue|tipo da issue|tipo de pendência|问题类型|事务类型"
    "|work item type|work type",
    "status": "estado|stan|état|statut|状态",
    "status category": "categoría de estado|categoría del estado|kategoria statusu|kategoria stanu|statuskategorie"
    "|catégorie d'état|catégorie de l'état|catégorie de statut|catégorie du statut|categoria de status"
    "|categoria do status|categoria de estado|状态类别|状态分类",
    "resolution": "resolución|rozwiązanie|lösung|résolution|resolução|解决结果|解决方案|解决方式",
    "resolved": "resuelta|resuelto|fecha de resolución|rozwiązano|rozwiązane|rozwiązany|data rozwiązania|erledigt"
    "|gelöst|erledigt am|résolu|résolue|date de résolution|resolvido|resolvida|resolvido(a)|data da resolução"
    "|已解决|解决日期|解决时间|解决于",
    "priority": "prioridad|priorytet|priorität|priorité|prioridade|优先级",
    "project name": "nombre del proyecto|nombre de proyecto|nazwa projektu|projektname|name des projekts|nom du projet"
    "|nom de projet|nome do projeto|项目名称",
    "project key": "clave del proyecto|clave de proyecto|klucz projektu|projektschlüssel|clé du projet|clé de projet"
    "|chave do projeto|项目关键字|项目密钥|项目键|项目 key",
    "assignee": "persona asignada|responsable|asignado a|osoba przypisana|przypisana osoba|osoba przydzielona"
    "|przypisany|zugewiesene person|zugewiesen an|zuständige person|bearbeiter|personne assignée|attribution"
    "|assigné à|responsável|atribuído a|经办人|受理人|负责人",
    "due date": "fecha de vencimiento|vencimiento|fecha límite|termin|termin realizacji|termin wykonania"
    "|data realizacji|data wykonania|fälligkeitsdatum|fällig|fällig am|fälligkeit|échéance|date d'échéance"
    "|date limite|data limite|data de vencimento|data de entrega|data para conclusão|到期日|到期日期|截止日期|截止日",
    "start date": "fecha de inicio|data rozpoczęcia|startdatum|beginn|date de début|data de início|开始日期|开始时间",
    "fix versions": "versiones corregidas|versión de corrección|versiones de corrección|versiones de la corrección"
    "|versión correctora|corregir en versión|wersje poprawki|wersja poprawki|wersje naprawcze|wersja naprawcza"
    "|naprawione w wersji|lösungsversionen|lösungsversion(en)|lösungsversion|lösungsversion/en|fix-versionen"
    "|korrekturversionen|versions corrigées|version corrigée|version(s) corrigée(s)|versions de correction"
    "|version de correction|versões corrigidas|versão de correção|versões de correção|versão corrigida"
    "|修复版本|修复的版本|解决版本",
    "parent": "principal|superior|element nadrzędny|zgłoszenie nadrzędne|nadrzędne|übergeordnet"
    "|übergeordnetes element|übergeordneter vorgang|parente|pai|item pai|父级|父项|父事务|父问题|上级",
    "parent key": "clave principal|clave superior|klucz elementu nadrzędnego|klucz nadrzędny|übergeordneter schlüssel"
    "|schlüssel des übergeordneten elements|clé parente|clé parent|clé du parent|chave pai|chave do pai"
    "|父级关键字|父级密钥|父项关键字|父键",
    "parent id": "id principal|id del principal|id. elementu nadrzędnego|id elementu nadrzędnego"
    "|id des übergeordneten elements|übergeordnete id|id parent|id du parent|id pai|id do pai|父级 id|父项 id",
    "epic link": "enlace de epic|enlace de epopeya|enlace de la épica|vínculo de épica|łącze epiku|link do epiku"
    "|epic-verknüpfung|epos-verknüpfung|lien d'epic|lien d'épopée|lien épopée|link do epic|link do épico"
    "|vínculo do épico|史诗链接|史诗连接|长篇故事链接",
    "description": "descripción|opis|beschreibung|descriptif|descrição|描述|说明",
    "original estimate": "estimación original|pierwotne oszacowanie|oryginalne oszacowanie|początkowe oszacowanie"
    "|ursprüngliche schätzung|originalschätzung|estimation originale|estimation initiale|estimativa original"
    "|初始预估时间|初始预估|原始估算|原始估计|原预估时间",
}
ENGLISH: Mapping[str, str] = MappingProxyType(
    {name: english for english, names in _NAMES.items() for name in names.split("|")}
)
_CUSTOM = re.compile(
    r"(?:campo personalizado|pole niestandardowe|pole własne|benutzerdefiniertes feld|benutzerdefinierte felder"
    r"|champs? personnalisés?|自定义字段|自定义域)\s*\((?P<name>.*)\)"
)
EPICS = frozenset({"epic", "epik", "epos", "épica", "epopeya", "épico", "epopeja", "epopée", "épopée"})
EPICS |= {"史诗", "长篇故事", "大型故事"}


def in_english(names: Sequence[str]) -> list[str]:
    """The names of a header, those of Jira in another language as English Jira writes them."""
    return [_english(name) for name in names]


def _english(name: str) -> str:
    name = name.replace("\u2019", "'")
    custom = _CUSTOM.fullmatch(name)
    if custom:
        return f"custom field ({ENGLISH.get(custom['name'], custom['name'])})"
    return ENGLISH.get(name, name)
