"""Somebody with a browser that knows pages, cookies and forms, and no scripts."""

import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin


@dataclass
class Form:
    """What a form would send, and the words on its buttons."""

    method: str
    action: str
    fields: dict = field(default_factory=dict)
    buttons: list = field(default_factory=list)


class Forms(HTMLParser):
    """Finds the forms of a page, as they are filled in when it is opened, and the words of the page."""

    def __init__(self, text):
        super().__init__()
        self.found, self.words, self._open, self._button = [], [], None, False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if tag == "form":
            self._open = Form(known.get("method", "get"), known.get("action", ""))
            self.found.append(self._open)
        elif self._open is not None and tag == "button":
            self._open.buttons.append("")
            self._button = True
        elif self._open is not None and tag == "input" and _is_sent(known):
            self._open.fields[known["name"]] = known.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "button":
            self._button = False

    def handle_data(self, data):
        self.words.append(data)
        if self._button and self._open is not None:
            self._open.buttons[-1] += data.strip()


def _is_sent(known):
    return "name" in known and (known.get("type") not in ("checkbox", "radio") or "checked" in known)


class Page:
    """A page as it came, after all redirects."""

    def __init__(self, answer):
        self.status, self.url, self.html = answer.status, answer.url, answer.read().decode()
        parsed = Forms(self.html)
        self.forms, self.text = parsed.found, " ".join(" ".join(parsed.words).split())

    def form(self, action):
        """Return the one form that leads to an address, by its path."""
        [form] = [each for each in self.forms if each.action.partition("?")[0] == action]
        return form


class Visitor:
    """Goes from page to page; what is refused raises urllib.error.HTTPError."""

    def __init__(self):
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, url):
        return Page(self._opener.open(url, timeout=60))

    def submit(self, page, action, **values):
        """Send the form of a page that leads to an address, with these values beside what it holds."""
        form = page.form(action)
        url, content = urljoin(page.url, form.action or page.url), urlencode(form.fields | values).encode()
        request = urllib.request.Request(url, content, {"Referer": page.url}, method=form.method.upper())
        return Page(self._opener.open(request, timeout=60))
