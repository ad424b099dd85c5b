"""As much of formulas as tests need: arithmetic, text in quotes, and the errors a cell can show."""

import ast
import operator

ERRORS = {
    "#NULL!": "NULL_VALUE",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#N/A": "N_A",
    "#ERROR!": "ERROR",
}
SHOWN = {kind: text for text, kind in ERRORS.items()}
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def result(formula):
    """The ExtendedValue a formula has; what is not understood is ``#NAME?``, as an unknown function is."""
    text = formula.removeprefix("=").strip()
    for sign, kind in ERRORS.items():
        if sign in text:
            return error(kind)
    try:
        value = _value(ast.parse(text.replace("^", "**"), mode="eval").body)
    except ZeroDivisionError:
        return error("DIVIDE_BY_ZERO")
    except (SyntaxError, LookupError):
        return error("NAME" if text else "ERROR")
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": value}


def error(kind):
    """An ExtendedValue that is an error."""
    return {"errorValue": {"type": kind, "message": f"{SHOWN[kind]} in the formula"}}


def _value(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str) and not isinstance(node.value, bool):
        return node.value
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp):
        return OPERATORS[type(node.op)](_value(node.operand))
    raise LookupError(node)
