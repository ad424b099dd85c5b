"""One cell: what typed or raw input becomes, and how its value is shown.

A cell is a CellData in JSON with what was entered only (``userEnteredValue``, ``userEnteredFormat``, ``note``,
``dataValidation``); it is never changed, only replaced. Shown values are worked out on reading.
"""

import re
from datetime import UTC, date, datetime, timedelta

from tests.google import formulas
from tests.google.errors import invalid

DAY_0 = datetime(1899, 12, 30, tzinfo=UTC)
LONGEST = 50_000
DATES = (
    (r"(\d{4})-(\d{1,2})-(\d{1,2})", "yyyy-mm-dd"),
    (r"(\d{4})/(\d{1,2})/(\d{1,2})", "yyyy/m/d"),
    (r"(\d{4})年(\d{1,2})月(\d{1,2})日", 'yyyy"年"m"月"d"日"'),
)
DATE_KINDS = ("DATE", "TIME", "DATE_TIME")
DATE_MARKS = re.compile(r'"[^"]*"|yyyy|yy|mmm?|m|dd|d|hh|h|ss|s')


def entered(old, value, option):
    """``old`` after one value of a ValueRange came in; ``None`` leaves it, ``""`` empties it."""
    if value is None:
        return old
    if isinstance(value, str) and len(value) > LONGEST:
        raise invalid(f"Your input contains more than the maximum of {LONGEST} characters in a single cell.")
    form = old.get("userEnteredFormat", {})
    typed = isinstance(value, str) and option == "USER_ENTERED" and form.get("numberFormat", {}).get("type") != "TEXT"
    extended, pattern = _typed(value) if typed else (_raw(value), None)
    rest = {name: part for name, part in old.items() if name != "userEnteredValue"}
    if pattern and "numberFormat" not in form:
        rest["userEnteredFormat"] = {**form, "numberFormat": pattern}
    return {"userEnteredValue": extended, **rest} if extended else rest


def _raw(value):
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"numberValue": value} if isinstance(value, int | float) else {"stringValue": value} if value else {}


def _typed(text):
    """A text as the browser would take it: its value, and the number format it brings along."""
    if text.startswith("="):
        return {"formulaValue": text}, None
    if text.startswith("'"):
        return {"stringValue": text[1:]}, None
    if text.upper() in ("TRUE", "FALSE"):
        return {"boolValue": text.upper() == "TRUE"}, None
    if sign := formulas.ERRORS.get(text):
        return formulas.error(sign), None
    return _typed_number(text.strip()) or _typed_date(text.strip()) or (_raw(text), None)


def _typed_number(text):
    if not re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?([eE][+-]?\d+)?%?", text) or not re.search(r"\d", text):
        return None
    value = float(text.rstrip("%").replace(",", ""))
    if text.endswith("%"):
        return {"numberValue": value / 100}, {"type": "PERCENT", "pattern": "0.00%" if "." in text else "0%"}
    pattern = {"type": "NUMBER", "pattern": "#,##0.00" if "." in text else "#,##0"} if "," in text else None
    return {"numberValue": value}, pattern


def _typed_date(text):
    for shape, pattern in DATES:
        if match := re.fullmatch(shape, text):
            try:
                day = date(*map(int, match.groups()))
            except ValueError:
                return None
            return {"numberValue": (day - DAY_0.date()).days}, {"type": "DATE", "pattern": pattern}
    return None


def plain(number):
    """3 for 3.0: JSON numbers carry no needless fraction."""
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 1e15 else number


def effective(cell):
    """The ExtendedValue a cell has after its formula, ``{}`` for a blank one."""
    value = cell.get("userEnteredValue", {})
    value = formulas.result(value["formulaValue"]) if "formulaValue" in value else value
    return {"numberValue": plain(value["numberValue"])} if "numberValue" in value else value


def number_format(cell):
    """The NumberFormat that was set on a cell, ``{}`` for automatic."""
    return cell.get("userEnteredFormat", {}).get("numberFormat", {})


def rendered(cell, option="FORMATTED_VALUE", dates="SERIAL_NUMBER"):
    """The value of a cell in a ValueRange; a blank cell is ``""``."""
    entry = cell.get("userEnteredValue", {})
    if option == "FORMULA" and "formulaValue" in entry:
        return entry["formulaValue"]
    if option == "FORMATTED_VALUE" or (dates == "FORMATTED_STRING" and option != "FORMULA" and number_format(cell).get("type") in DATE_KINDS):
        return formatted(cell)
    value = effective(cell)
    return formulas.SHOWN[value["errorValue"]["type"]] if "errorValue" in value else next(iter(value.values()), "")


def formatted(cell):
    """The text a person sees in the cell."""
    value, pattern = effective(cell), number_format(cell)
    if "boolValue" in value:
        return str(value["boolValue"]).upper()
    if "errorValue" in value:
        return formulas.SHOWN[value["errorValue"]["type"]]
    return _formatted_number(value["numberValue"], pattern) if "numberValue" in value else value.get("stringValue", "")


def _formatted_number(number, form):
    pattern = form.get("pattern", "")
    if form.get("type") in DATE_KINDS:
        return _formatted_date(number, pattern or {"DATE": "yyyy-mm-dd", "TIME": "hh:mm:ss"}.get(form["type"], "yyyy-mm-dd hh:mm:ss"))
    if match := re.fullmatch(r"(#,##)?0(?:\.(0+))?(%?)", pattern):
        scaled = number * 100 if match[3] else number
        return f"{scaled:{',' if match[1] else ''}.{len(match[2] or '')}f}{match[3]}"
    if abs(number) >= 1e15:
        return f"{number:.5E}"
    return str(plain(number)) if isinstance(plain(number), int) else f"{number:.10g}"


def _formatted_date(number, pattern):
    moment = DAY_0 + timedelta(days=number)
    clock = bool(re.search("[hs]", pattern))
    marks = {"yyyy": f"{moment:%Y}", "yy": f"{moment:%y}", "d": moment.day, "dd": f"{moment:%d}", "mmm": f"{moment:%b}"}
    marks |= {"h": moment.hour, "hh": f"{moment:%H}", "s": moment.second, "ss": f"{moment:%S}", "m": moment.month, "mm": f"{moment:%m}"}

    def mark(match):
        text = match[0]
        minutes = clock and text == "mm" and pattern[: match.start()].rstrip(":").endswith("h")
        return text.strip('"') if text.startswith('"') else f"{moment:%M}" if minutes else str(marks[text])

    return DATE_MARKS.sub(mark, pattern)
