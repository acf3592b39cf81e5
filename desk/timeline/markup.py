"""The rows of a timeline's picture as SVG, not by a template: four hundred rows have thousands of shapes."""

from django.utils.html import format_html, format_html_join

PATH = '<path class="{}" d="{}"/>'
IN_STATE = '<path class="{}" data-state="{}" d="{}"/>'
RECT = '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'
HATCHED = '<rect class="{}" fill="url(#hatch)" x="{}" y="{}" width="{}" height="{}"/>'
ROW = '<g data-row="{}" data-movable="{}" transform="translate(0 {})">{}{}</g>'


def svg_of(lines, title):
    """Return all rows, each a group at the height of its middle; `title` writes what is said on hover, or nothing."""
    return format_html_join("", "{}", ((_row(line, title(line)),) for line in lines))


def _row(line, title):
    item = line.row.item
    movable = "yes" if item is not None and item.is_movable else ""
    said = format_html("<title>{}</title>", title) if title else ""
    shapes = format_html_join("", "{}", ((_shape(shape),) for shape in line.shapes))
    return format_html(ROW, line.row.key, movable, line.middle, said, shapes)


def _shape(shape):
    if shape.d:
        return format_html(IN_STATE, shape.name, shape.state, shape.d) if shape.state else _path(shape)
    box = shape.x, shape.y, shape.width, shape.height
    return format_html(HATCHED if shape.name == "late" else RECT, shape.name, *box)


def _path(shape):
    return format_html(PATH, shape.name, shape.d)
