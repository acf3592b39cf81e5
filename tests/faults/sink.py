"""A real SMTP server in a process of its own, with faults by recipient, that writes down whom it accepted what for.

Run as `python -m tests.faults.sink LOG PORT [FAULT]`: prints its port, then serves until its standard input ends. The
line `empty` empties the log and makes it forget whom it has failed once, `meet FAULT` changes the fault; each is
answered with the same line when that is done. FAULT (ehlo421, mail451) meets every session.

The name before the @ says how it behaves: `fault+<what>+anything@…`, where <what> is `<phase><code>` (rcpt451, data451,
dot550), `datadrop`, `drop` (after the dot), `acceptdrop`, `accepthang`, `hang` or `slow<milliseconds>`, and once… for
the first try only (oncercpt451).
"""

import asyncio
import email
import json
import re
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP

FAULT = re.compile(r"fault\+(once)?(rcpt|data|dot|drop|accept|hang|slow)(\w*)\+")
AFTER_DOT = {"dot", "drop", "accept", "hang", "slow"}
REPLIES = {421: "4.3.2 going away", 450: "4.2.1 busy", 451: "4.7.1 greylisted", 452: "4.3.1 full"}
REPLIES |= {550: "5.1.1 no such user", 552: "5.2.2 over quota", 554: "5.7.1 refused"}


class FaultySMTP(SMTP):
    """Fails before it has seen a body, where the library gives handlers no say."""

    @property
    def fault(self):
        return self.event_handler.fault

    async def smtp_EHLO(self, hostname):  # noqa: N802
        await (self.push(f"{self.fault[4:]} no") if self.fault.startswith("ehlo") else super().smtp_EHLO(hostname))

    async def smtp_HELO(self, hostname):  # noqa: N802
        await (self.push(f"{self.fault[4:]} no") if self.fault.startswith("ehlo") else super().smtp_HELO(hostname))

    async def smtp_MAIL(self, arg):  # noqa: N802
        await (self.push(f"{self.fault[4:]} no") if self.fault.startswith("mail") else super().smtp_MAIL(arg))

    async def smtp_DATA(self, arg):  # noqa: N802
        phase, rest = self.event_handler.fault_of(self.envelope.rcpt_tos[0], {"data"})
        if phase is None:
            await super().smtp_DATA(arg)
        elif rest == "drop":
            self.transport.abort()
        else:
            await self.push(f"{rest} {REPLIES[int(rest)]}")


class Handler:
    """Judges each recipient by the address, and logs what was accepted."""

    def __init__(self, log, fault):
        self.log, self.fault, self.seen = log, fault, set()

    def do(self, line):
        """Do what a line of input says."""
        command, _, rest = line.partition(" ")
        if command == "empty":
            self.seen.clear()
            self.log.truncate(0)
        elif command == "meet":
            self.fault = rest

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        phase, rest = self.fault_of(address, {"rcpt"})
        if phase == "rcpt" and rest.isdigit():
            return f"{rest} {REPLIES[int(rest)]}"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        address = envelope.rcpt_tos[0]
        phase, rest = self.fault_of(address, AFTER_DOT)
        if phase == "slow":
            await asyncio.sleep(float(rest or 1) / 1000)
        if phase == "dot":
            return f"{rest} {REPLIES[int(rest)]}"
        if phase == "hang":
            await asyncio.sleep(60)
        if phase == "drop":
            server.transport.abort()
            return "451 dropped"
        self._accept(envelope)
        if phase == "accept" and rest == "drop":
            server.transport.abort()
        if phase == "accept" and rest == "hang":
            await asyncio.sleep(60)
        return "250 accepted"

    def fault_of(self, address, phases):
        """Return (phase, rest) of the fault an address asks for in one of these phases, or (None, "")."""
        found = FAULT.search(address)
        if not found or found[2] not in phases:
            return None, ""
        if found[1] and address in self.seen:
            return None, ""
        self.seen.add(address)
        return found[2], found[3]

    def _accept(self, envelope):
        message = email.message_from_bytes(envelope.content)
        line = {
            "key": message["X-Alert-Key"],
            "message_id": message["Message-ID"],
            "to": envelope.rcpt_tos,
            "at": time.time(),
            "raw": envelope.content.decode("utf-8", "replace"),
        }
        self.log.write(json.dumps(line) + "\n")
        self.log.flush()


async def serve(path, port, fault):
    with Path(path).open("a", encoding="utf-8") as log:
        handler = Handler(log, fault)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: FaultySMTP(handler, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", int(port)
        )
        print(server.sockets[0].getsockname()[1], flush=True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            handler.do(line.rstrip("\n"))
            print(line, end="", flush=True)
        server.close()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
