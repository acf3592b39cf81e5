"""How states are marked: said beside the states, looked up by their value wherever one is shown."""

TONES = ("neutral", "active", "good", "warn", "bad", "closed")
_of_value = {}


def toned(**tones):
    """Class decorator of choices: `@toned(active=["in_progress"], good=["done"])`; members left out are neutral.

    A value has one tone in the whole product, because people learn its mark: a second one raises ValueError.
    """

    def mark(states):
        named = {value: tone for tone, values in tones.items() for value in values}
        if unknown := {*named} - {*states.values} | {*tones} - {*TONES}:
            raise ValueError(f"{states.__name__} has no {', '.join(sorted(unknown))}")
        for value in states.values:
            tone = named.get(value, "neutral")
            if _of_value.setdefault(value, tone) != tone:
                raise ValueError(f"{value!r} is {_of_value[value]} elsewhere, and {tone} in {states.__name__}")
        return states

    return mark


def tone_of(value):
    """Return the tone of a stored state; what nobody has marked is neutral."""
    return _of_value.get(str(value), "neutral")
