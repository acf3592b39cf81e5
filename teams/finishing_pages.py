"""The buttons of rows that are finished, given up and taken up again (teams/models/finishing.py), given once."""

from django.utils.translation import gettext_lazy as _

DONE, CANCELLED = _("%(row)s is done."), _("%(row)s is cancelled.")
OPEN_AGAIN = _("%(row)s is open again.")


def finishing_pages(base, at, name, *, done=DONE, given_up=CANCELLED):
    """Return five pages of a kind of row, each a POST below its address: `at` is "milestones", `name` "milestone".

    `base` is the TeamActionView that knows the row and its partials; the messages tell what was done.
    """
    noun = base.model.given_up_noun
    pages = [
        ("completion", "complete", "complete", done),
        ("completion/undo", "complete", "undo_completion", OPEN_AGAIN),
        (noun, "cancel", "cancel", given_up),
        (f"{noun}/undo", "cancel", "undo_cancellation", OPEN_AGAIN),
        ("reopening", "complete", "reopen", OPEN_AGAIN),
    ]
    return [_page(base, at, name, *page) for page in pages]


def _page(base, at, name, noun, action, verb, message):
    names = {each: f"{name}-{each.replace('/', '-')}" for each in (noun, f"{noun}/undo")}
    has_undo = verb in ("complete", "cancel")
    return type(
        f"{base.model.__name__}{''.join(part.title() for part in noun.split('/'))}",
        (base,),
        {
            "__module__": base.__module__,
            "__doc__": f"POST: {verb.replace('_', ' ')}.",
            "route": (f"{at}/<uuid:pk>/{noun}/", names[noun]),
            "action": action,
            "verb": verb,
            "done_message": message,
            "undo_view": f"{base.model._meta.app_label}:{names[f'{noun}/undo']}" if has_undo else None,
        },
    )
