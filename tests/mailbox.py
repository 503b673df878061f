"""A mail server of a few lines, so that mail goes over a real socket and what arrives can be counted."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes every mail; `refused` addresses get 550, and while `open_door` is not set a mail gets no answer.

    While `is_silent`, whoever comes is not even greeted; `knocked` says that somebody came. `raw` are the bytes.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.messages, self.raw, self.refused = [], [], set()
        self.reached, self.open_door = threading.Event(), threading.Event()
        self.open_door.set()
        self.is_silent, self.knocked = False, threading.Event()

    @property
    def port(self):
        return self.server_address[1]

    @property
    def ids(self):
        """The Message-ID of every mail that was taken, in order."""
        return [message["Message-ID"] for message in self.messages]


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.knocked.set()
        if self.server.is_silent:
            # Until the other side has enough.
            self.rfile.readline()
            return
        self.say("220 ready")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"EHLO":
                self.say("250-here\r\n250 8BITMIME")
            elif word == b"RCPT" and any(address.encode() in line for address in self.server.refused):
                self.say("550 no such person")
            elif word == b"DATA":
                self.say("354 go on")
                self.take()
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        self.server.reached.set()
        self.server.open_door.wait(30)
        self.server.raw.append(b"".join(lines))
        self.server.messages.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 taken")

    def say(self, text):
        # A relay that was killed does not hear the answer.
        try:
            self.wfile.write(text.encode() + b"\r\n")
        except OSError:
            return


@contextmanager
def mailbox():
    """A running Mailbox, stopped at the end."""
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.open_door.set()
            server.shutdown()
            thread.join()
