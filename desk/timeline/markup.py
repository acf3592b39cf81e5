"""The rows of a timeline's picture as SVG. Pure, and not a template: four hundred rows have thousands of shapes.

Nothing people typed gets in here: classes, states, figures, and the keys of rows, which the caller has escaped.
"""

from collections.abc import Callable

from .drawing import Line, Shape

HATCHED = {"late": ' fill="url(#hatch)"'}


def svg_of(lines: tuple[Line, ...], escape: Callable[[str], str], title: Callable[[Line], str]) -> str:
    """All rows, each a group at the height of its middle; `title` writes what is said on hover, "" for nothing."""
    return "".join(_row(line, escape(line.row.key), escape(title(line))) for line in lines)


def _row(line: Line, key: str, title: str) -> str:
    movable = " data-movable" if line.row.item is not None and line.row.item.is_movable else ""
    said = f"<title>{title}</title>" if title else ""
    shapes = "".join(map(_shape, line.shapes))
    return f'<g data-row="{key}"{movable} transform="translate(0 {line.middle})">{said}{shapes}</g>'


def _shape(shape: Shape) -> str:
    state = f' data-state="{shape.state}"' if shape.state else ""
    if shape.d:
        return f'<path class="{shape.name}"{state} d="{shape.d}"/>'
    box = f'x="{shape.x}" y="{shape.y}" width="{shape.width}" height="{shape.height}"'
    return f'<rect class="{shape.name}"{HATCHED.get(shape.name, "")} {box}/>'
