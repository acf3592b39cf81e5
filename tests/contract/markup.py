"""Whether a page closes what it opens, in order."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Balance(HTMLParser):
    """Follows the tags of a page; `faults` tells which end tag came where another was due."""

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append((tag, self.getpos()))

    def handle_startendtag(self, tag, attrs):
        """Leave out what closes itself, as the parts of a picture do."""

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} after {self.open[-1:]}")
        while self.open and self.open.pop()[0] != tag:
            pass


def faults_of(text):
    balance = Balance()
    balance.feed(text)
    balance.close()
    return balance.faults + [f"<{tag}> at {where} stays open" for tag, where in balance.open]
