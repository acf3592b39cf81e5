"""Links only the reader may have: made when a mail is sent, marked by a placeholder where it is kept."""

from django.urls import reverse

from core.links import absolute, derive_token, token_matches

UNSUBSCRIBE = "unsubscribe"


def placeholder(mail):
    """Return the mark that stands for the unsubscribe link in a stored mail."""
    return f"[[unsubscribe:{mail.pk}]]"


def can_be_left(deliveries):
    """Say whether there is anything among these that its reader can switch off."""
    return any(delivery.can_be_left for delivery in deliveries)


def unsubscribe_link(mail, preference):
    """Return the address that switches off the kinds of alert in a mail."""
    token = derive_token(UNSUBSCRIBE, mail.pk, preference.nonce)
    return absolute(reverse("alerts_link", args=[mail.pk, token]))


def opens(mail, preference, token):
    """Say whether a token is the one of this mail's unsubscribe link."""
    return token_matches(token, UNSUBSCRIBE, mail.pk, preference.nonce)


def fill_in(text, mail, preference):
    """Return a stored text with the reader's own link in it."""
    return text.replace(placeholder(mail), unsubscribe_link(mail, preference))
