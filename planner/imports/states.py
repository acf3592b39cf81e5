"""State words of other programs as states of milestones and tasks, in the languages in which Jira is read.

A word means a group, and each group has one state for milestones and one for tasks. What is on hold has
begun and is not done, so it counts as in progress.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from core.tabular.reader import fold

Kind = Literal["milestone", "task"]


@dataclass(frozen=True, slots=True)
class States:
    """The state of a milestone and the state of a task that one group of words means."""

    milestone: str
    task: str

    def of(self, kind: Kind) -> str:
        return self.milestone if kind == "milestone" else self.task


BACKLOG = States("planned", "backlog")
UNSTARTED = States("planned", "todo")
STARTED = States("in_progress", "in_progress")
REVIEWED = States("in_review", "in_progress")
FINISHED = States("completed", "done")
CANCELLED = States("cancelled", "cancelled")

# English, Chinese, Spanish, Polish, German, French, Portuguese; a word that several share stands once.
_WORDS: tuple[tuple[States, str], ...] = (
    (BACKLOG, "backlog|icebox|someday|triage|ideas|待办池|待规划|需求池|rückstand"),
    (
        UNSTARTED,
        "planned|to do|todo|to-do|open|new|reopened|not started|unstarted|ready|next|upcoming|no|false|0%"
        "|selected for development|待办|待处理|待开始|未开始|未启动|未完成|已计划|计划中|新建|打开|重新打开|否"
        "|por hacer|tareas por hacer|pendiente|abierto|abierta|reabierto|reabierta|nuevo|nueva"
        "|do zrobienia|do wykonania|otwarte|otwarty|ponownie otwarte|nowe|nowy|zaplanowane|nierozpoczęte"
        "|zu erledigen|zu tun|aufgaben|offen|neu|geplant|erneut geöffnet|wieder geöffnet|nicht begonnen"
        "|à faire|ouvert|ouverte|rouvert|rouverte|réouvert|réouverte|nouveau|nouvelle|non commencé"
        "|a fazer|tarefas pendentes|itens pendentes|pendente|aberto|aberta|reaberto|reaberta|novo|nova|não iniciado",
    ),
    (
        STARTED,
        "in progress|in_progress|in-progress|doing|started|active|ongoing|wip|working on it|in development"
        "|blocked|stuck|on hold|waiting|paused|进行中|处理中|正在进行|开发中|已开始|执行中|受阻|暂停|挂起"
        "|en curso|en progreso|en proceso|en desarrollo|bloqueado|bloqueada|en espera|en pausa"
        "|w toku|w trakcie|w realizacji|w trakcie realizacji|zablokowane|zablokowany|wstrzymane|oczekujące"
        "|in arbeit|in bearbeitung|wird bearbeitet|in entwicklung|blockiert|wartend|pausiert"
        "|en cours|en développement|bloqué|bloquée|en attente"
        "|em andamento|em progresso|em curso|em desenvolvimento|em espera|pausado",
    ),
    (
        REVIEWED,
        "in review|in_review|in-review|review|code review|testing|in testing|qa|in qa|under review|ready for review"
        "|评审中|审核中|待评审|测试中|待验收|验收中"
        "|en revisión|en pruebas|w przeglądzie|do przeglądu|w recenzji|w testach|w trakcie testów"
        "|in prüfung|in überprüfung|im review|im test|en revue|en révision|en cours de révision"
        "|en test|en cours de test|em revisão|em análise|em teste|em testes",
    ),
    (
        FINISHED,
        "done|completed|complete|closed|resolved|finished|fixed|released|shipped|deployed|yes|true|100%"
        "|已完成|完成|已解决|解决|已关闭|关闭|已发布|已上线|是"
        "|finalizado|finalizada|hecho|hecha|listo|lista|terminado|terminada|completado|completada|cerrado|cerrada"
        "|resuelto|resuelta"
        "|gotowe|gotowy|zrobione|zakończone|zakończony|ukończone|ukończony|zamknięte|zamknięty|rozwiązane|wykonane"
        "|fertig|erledigt|abgeschlossen|geschlossen|gelöst|behoben"
        "|terminé|terminée|terminé(e)|fini|finie|fait|faite|fermé|fermée|résolu|résolue|clos|clôturé|clôturée|livré"
        "|concluído|concluída|concluído(a)|itens concluídos|feito|feita|pronto|pronta|encerrado|encerrada|fechado"
        "|fechada|resolvido|resolvida",
    ),
    (
        CANCELLED,
        "cancelled|canceled|won't do|won't fix|wontfix|rejected|dropped|discarded|duplicate|abandoned|obsolete"
        "|已取消|取消|已放弃|废弃|已拒绝|不做|不会做|重复"
        "|cancelado|cancelada|rechazado|rechazada|descartado|descartada|duplicado|duplicada|no se hará|no se corregirá"
        "|anulowane|anulowany|odrzucone|odrzucony|porzucone|duplikat|nie zostanie wykonane|nie zostanie naprawione"
        "|abgebrochen|abgelehnt|verworfen|storniert|wird nicht erledigt|wird nicht behoben"
        "|annulé|annulée|rejeté|rejetée|abandonné|abandonnée|doublon|ne sera pas fait|ne sera pas corrigé"
        "|rejeitado|rejeitada|não será feito|não será corrigido",
    ),
)
STATE_WORDS: Mapping[str, States] = MappingProxyType(
    {word: states for states, words in _WORDS for word in words.split("|")}
)


def find_states(text: str) -> States | None:
    """The states a word means, None for a word we do not know or an empty one."""
    return STATE_WORDS.get(fold(text).replace("\u2019", "'"))
