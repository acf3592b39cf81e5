"""An SMTP server that accepts everything as fast as it can and counts: `python -m bench.sink` prints its port."""

import asyncio
import sys


class Sink(asyncio.Protocol):
    """One session; answers line by line and keeps nothing."""

    accepted = 0

    def connection_made(self, transport):
        self.transport, self.buffer, self.in_body = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        self.buffer += data
        while True:
            mark = b"\r\n.\r\n" if self.in_body else b"\r\n"
            line, found, rest = self.buffer.partition(mark)
            if not found:
                return
            self.buffer = rest
            self._answer(line)

    def _answer(self, line):
        if self.in_body:
            self.in_body = False
            Sink.accepted += 1
            self.transport.write(b"250 ok\r\n")
            return
        verb = line[:4].upper()
        if verb == b"DATA":
            self.in_body = True
            self.transport.write(b"354 go\r\n")
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 ok\r\n")


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    print(Sink.accepted, flush=True)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
