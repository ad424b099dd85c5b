"""Field masks: ``sheets(properties.title,data/rowData)`` as a tree, and what an object looks like through it."""

import re


def parse(text):
    """The tree of a mask: each name leads to the names below it; an empty tree stands for everything."""
    if not text or text == "*":
        return {}
    tree, rest = _names(re.findall(r"[A-Za-z0-9_*]+|[(),./]", text))
    if rest:
        raise ValueError(text)
    return tree


def _names(tokens):
    """The tree of a comma-separated list, and the tokens after its end."""
    tree = {}
    while tokens:
        at, (name, *tokens) = tree, tokens
        at = at.setdefault(name, {})
        while tokens and tokens[0] in "./":
            name, tokens = tokens[1], tokens[2:]
            at = at.setdefault(name, {})
        if tokens and tokens[0] == "(":
            below, tokens = _names(tokens[1:])
            at.update(below)
            if tokens[:1] != [")"]:
                raise ValueError("a bracket is open")
            tokens = tokens[1:]
        if not tokens or tokens[0] != ",":
            break
        tokens = tokens[1:]
    return tree, tokens


def through(value, tree):
    """``value`` seen through a mask. Functions inside are called only where the mask looks, so nothing costly is made in vain."""
    if callable(value):
        value = value()
    if isinstance(value, list):
        return [through(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    if not tree or "*" in tree:
        return {name: seen for name, item in value.items() if (seen := through(item, {})) is not None}
    return {name: seen for name, below in tree.items() if name in value and (seen := through(value[name], below)) is not None}


def put(old, new, tree):
    """``old`` after the masked fields of ``new`` were written into it: a named field that ``new`` lacks is cleared."""
    if not tree or "*" in tree:
        return dict(new)
    result = dict(old)
    for name, below in tree.items():
        if below and name in new:
            result[name] = put(old.get(name) or {}, new[name], below)
        elif below and name in old:
            result[name] = put(old[name], {}, below)
        elif new.get(name) is None:
            result.pop(name, None)
        else:
            result[name] = new[name]
    return {name: value for name, value in result.items() if value != {} or name not in tree}
