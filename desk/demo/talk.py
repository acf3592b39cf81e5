"""Chapter six: what people say to each other beside their work."""

from teams.models import Comment


def tell(book):
    """Say who said what on which day."""
    for said in book.story["talk"]:
        book.on(said["day"], _say, book, said)


def _say(book, said):
    codes = [book.row(*name).code for name in said["quotes"]]
    comment = Comment.on(book.row(*said["on"]), body=said["body"].format(*codes))
    comment.store(by=book.who(said["by"]))
