"""Send what is due: claim a few, begin one, hand it over, settle it, go on; stop in time for others to have a turn."""

import logging
from dataclasses import dataclass, field
from typing import Any

from core.doorbell import ring
from core.faults import BAD_ROW, in_one_line
from teams.models import Membership
from teams.roles import Role

from . import breaker, delays
from .checks import examine
from .claiming import claim, end_claimed, leave_sending, mark_begun, put_back
from .clock import running_clock
from .delivery import Answer, Line, ServerError, is_configured
from .durations import durations
from .message import sender_address
from .models import MailState, Outcome, Reason
from .preparing import prepare
from .settling import settle
from .single_sender import sole_sender

logger = logging.getLogger(__name__)


def send_batch(clock=None):
    """Send due mails for one turn, and ring for the next when more is due; returns how many were begun."""
    clock = clock or running_clock()
    if not is_configured() or breaker.is_open(clock()):
        return 0
    with Line() as line:
        turn = Turn(line=line, clock=clock)
        turn.run()
    if turn.is_unfinished:
        ring("alerts.send_batch")
    return turn.begun


def take_turn():
    """Send due mails unless another process of this host is at it."""
    with sole_sender() as is_mine:
        return send_batch() if is_mine else 0


@dataclass
class Turn:
    """One worker's turn at the queue."""

    line: Line
    clock: Any
    begun: int = 0
    is_unfinished: bool = False
    is_server_well: bool = False
    is_flowing: bool = False
    owners: dict = field(default_factory=dict)

    def run(self):
        """Go on until nothing is due, the turn is over, or the server as a whole fails."""
        ends_at = self.clock() + durations().turn
        while mails := claim(self.clock()):
            checked_at = self.clock()
            verdicts = self._examine(mails, checked_at)
            while mails:
                if self.clock() >= ends_at:
                    put_back(mails)
                    self.is_unfinished = True
                    return
                if not self._survives(mails, verdicts, checked_at):
                    return
                mails.pop(0)

    def _examine(self, mails, now):
        """Look at all of them at once; when one cannot be judged, each is judged by itself."""
        try:
            return examine(mails, now)
        except BAD_ROW:
            return {}

    def _survives(self, mails, verdicts, checked_at):
        """Send the first; when the server fails, queue all again and remember the fault."""
        try:
            self.send(mails[0], verdicts.get(mails[0].pk), checked_at)
        except ServerError as fault:
            logger.warning("The mail server cannot be used: %s", fault)
            breaker.trip(fault, self.clock())
            delays.note_fault(fault, self.clock())
            put_back(mails)
            return False
        return True

    def send(self, mail, verdict, checked_at):
        """Bring one claimed mail to an end or back into the queue; raises ServerError before it is begun."""
        ready = self._prepare(mail, verdict)
        if ready is None:
            return
        self.line.open()
        started_at = self.clock()
        if verdict is None or not mark_begun(mail, started_at, ready.content, quiet_since=checked_at):
            # Something happened in the team since: look again, at this one alone.
            ready = self._prepare(mail, None)
            started_at = self.clock()
            if ready is None or not mark_begun(mail, started_at, ready.content):
                return
        self.begun += 1
        self._hand_over(mail, ready.message, started_at)

    def _prepare(self, mail, verdict):
        now = self.clock()
        try:
            return prepare(mail, verdict or examine([mail], now)[mail.pk], now, reply_to=self._owner_of)
        except BAD_ROW:
            logger.exception("Mail %s could not be written", mail.pk)
            end_claimed(mail, MailState.FAILED, Reason.BUILD, now)
            return None

    def _hand_over(self, mail, message, started_at):
        mail.attempts += 1
        mail.first_tried_at = mail.first_tried_at or started_at
        try:
            answer = self.line.send(sender_address(), mail.address, message)
        except ServerError:
            # The server refused us before it looked at the mail: the try does not count.
            leave_sending(mail, MailState.QUEUED, attempts=mail.attempts - 1)
            raise
        except ValueError as error:
            answer = Answer(Outcome.REFUSED, "address", None, in_one_line(error))
        settle(mail, answer, self.clock(), started_at=started_at)
        self._learn_from(answer, mail)

    def _learn_from(self, answer, mail):
        if not self.is_server_well:
            self.is_server_well = True
            breaker.reset()
        if delays.is_put_off(answer):
            self.is_flowing = False
            delays.note_answer(mail, answer, self.clock())
        elif answer.outcome == Outcome.SENT and not self.is_flowing:
            self.is_flowing = True
            delays.forget()

    def _owner_of(self, team):
        """Return the address of the team's first owner, a human to reply to."""
        if team.pk not in self.owners:
            owners = Membership.objects.with_account().filter(team=team, role=Role.OWNER)
            self.owners[team.pk] = owners.order_by("pk").values_list("user__email", flat=True).first() or ""
        return self.owners[team.pk]
