"""Word files taken apart and changed, without any code of the house."""

import io
import zipfile
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def tree(content, name="word/document.xml"):
    return ET.fromstring(parts(content)[name])


def changed(content, **replaced):
    """The file with parts replaced or added: ``word__document`` names word/document.xml, a function changes its text."""
    found = {name: part.decode() if name.endswith((".xml", ".rels")) else part for name, part in parts(content).items()}
    for key, new in replaced.items():
        name = key.replace("__", "/") + ("" if "." in key else ".xml")
        found[name] = new(found[name]) if callable(new) else new
    return zipped(found)


def zipped(found):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in found.items():
            package.writestr(name, part)
    return made.getvalue()


def text(element):
    letters = {f"{W}t": lambda found: found.text or "", f"{W}br": lambda _: "\n", f"{W}tab": lambda _: "\t"}
    return "".join(letters[found.tag](found) for found in element.iter() if found.tag in letters and not (found.tag == f"{W}tab" and found.attrib))


def texts(content, name="word/document.xml"):
    return [text(paragraph) for paragraph in tree(content, name).iter(f"{W}p")]


def val(element, path, key="val"):
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{key}")


def styles(content):
    """Every style by name, with what it and those below it say: the whole chain, nearest first."""
    found = {style.get(f"{W}styleId"): style for style in tree(content, "word/styles.xml").iter(f"{W}style")}

    def chain(style):
        base = val(style, "basedOn")
        return [style, *(chain(found[base]) if base in found else [])]

    return {val(style, "name"): chain(style) for style in found.values()}


def says(chain, path, key="val"):
    """What a style says of one property, itself or by the nearest below it."""
    return next((told for style in chain if (told := val(style, path, key)) is not None), None)
