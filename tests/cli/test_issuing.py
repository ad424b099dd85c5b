"""``xushi snapshot --out``: the files of a snapshot; and ``xushi template``."""

import pytest

from access.database import database
from backbone.journal.saves import identity
from backbone.journal.texts import Texts
from commands import issuing
from commands.opening import now
from snapshots.formats import FORMATS
from snapshots.word.templates import built_in
from tests.cli.conftest import DAY, files
from tests.snapshots.opened import changed, zipped

EARLIER = "2015-06-30"


@pytest.fixture
def write(xushi, county, tmp_path):
    """Write a snapshot out; gives the answer."""

    def call(*formats, on=DAY, out=tmp_path / "out"):
        return xushi("snapshot", county, "--on", on, "--out", out, "--format", ",".join(formats))

    return call


def said(folder, number):
    return (folder / f"通报 {number}.html").read_text(encoding="utf-8")


def own(county, kind, content):
    (county / "模板").mkdir(exist_ok=True)
    (county / "模板" / f"{kind}.docx").write_bytes(content)


def told(old, new):
    return changed(built_in("bulletin"), word__document=lambda text: text.replace(old, new, 1))


def test_every_format_is_written_and_named(write, tmp_path):
    answer = write(*FORMATS)
    written = answer.out.splitlines()[1:]
    assert (answer.status, answer.err) == (0, "")
    assert sorted(written) == sorted(str(path) for path in (tmp_path / "out").iterdir())
    assert {f"{name} 2015-08-001.docx" for name in ("通报", "简报", "工作总结")} <= {path.name for path in (tmp_path / "out").iterdir()}
    assert {path.suffix[1:] for path in (tmp_path / "out").iterdir()} == {*FORMATS}


def test_the_newest_snapshot_of_an_earlier_day_is_compared_with(write, tmp_path):
    write("html", out=tmp_path / "alone")
    for day in (EARLIER, "2015-03-31"):
        write("zip", on=day)
    write("html", out=tmp_path / "compared")
    first, second = said(tmp_path / "alone", "2015-08-001"), said(tmp_path / "compared", "2015-08-002")
    assert ("较上期" in first, "较上期" in second) == (False, True)


def test_an_earlier_snapshot_that_is_damaged_is_told_and_done_without(write, county):
    write("zip", on=EARLIER)
    (path,) = files(county)
    path.chmod(0o600)
    path.write_bytes(b"x")
    answer = write("html")
    assert (answer.status, len(answer.lines), "2015-06-001" in answer.err) == (0, 1, True)


def test_what_staff_worded_is_said(write, county, tmp_path):
    (county / ".xushi").mkdir(exist_ok=True)
    own_folder = county / ".xushi"
    Texts(database("", own_folder), identity(own_folder), now).keep("bulletin", "lead", ["办公室改过的导语。"], "甲")
    write("html")
    assert "办公室改过的导语。" in said(tmp_path / "out", "2015-08-001")


def test_a_template_that_is_wrong_is_named_before_anything_is_taken(write, county, tmp_path):
    own(county, "通报", told("{{p 附件说明 }}", "{{ 标体 }}"))
    answer = write("docx", "xlsx")
    assert (answer.status, len(answer.lines), "通报.docx" in answer.err, "标体" in answer.err) == (1, 1, True, True)
    assert ((tmp_path / "out").exists(), (county / ".xushi" / "snapshots").exists()) == (False, False)


def test_a_template_that_is_wrong_for_these_figures_only_leaves_no_file(write, county, tmp_path):
    begin, end = (f"<w:p><w:r><w:t>{{%p {word} %}}</w:t></w:r></w:p>" for word in ("if not 快照号", "endif"))
    own(
        county,
        "简报",
        changed(built_in("brief"), word__document=lambda old: old.replace("<w:body>", f"<w:body>{begin}").replace("<w:sectPr>", f"{end}<w:sectPr>")),
    )
    answer = write("docx")
    assert (answer.status, len(answer.lines), (tmp_path / "out").exists()) == (1, 1, False)


def test_a_template_nobody_asked_for_stops_nothing(write, county):
    own(county, "通报", b"x")
    assert write("csv").status == 0


@pytest.mark.parametrize("inside", ["", "a", "a/b"])
def test_a_file_in_the_way_is_told_before_anything_is_taken(write, county, tmp_path, inside):
    (tmp_path / "file").touch(0o755)
    answer = write("csv", out=tmp_path / "file" / inside if inside else tmp_path / "file")
    assert (answer.status, len(answer.lines), (county / ".xushi" / "snapshots").exists()) == (2, 1, False)


@pytest.mark.parametrize("inside", ["填报", "填报/甲", ".xushi", ".xushi/snapshots"])
def test_files_do_not_go_where_they_would_be_taken_for_the_workspaces_own(write, county, inside):
    answer = write("csv", out=county / inside)
    assert (answer.status, len(answer.lines), (county / ".xushi" / "snapshots").exists()) == (2, 1, False)


def test_a_file_that_cannot_be_written_is_told_with_the_number_and_leaves_nothing_half(write, tmp_path):
    (tmp_path / "out" / "2015-08-001.zip").mkdir(parents=True)
    answer = write("zip")
    assert (answer.status, len(answer.lines), "2015-08-001" in answer.err) == (2, 1, True)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2015-08-001.zip"]


@pytest.mark.parametrize(("wanted", "status"), [("png", 1), ("pdf", 1), ("csv", 0)])
def test_boxes_are_not_drawn(write, county, monkeypatch, wanted, status):
    monkeypatch.setattr(issuing, "check_type", lambda: "type.boxes")
    assert (write(wanted).status, (county / ".xushi" / "snapshots").exists()) == (status, not status)


def test_templates_are_put_into_the_workspace(xushi, county):
    answer = xushi("template", county)
    assert (answer.status, sorted(answer.out.splitlines())) == (0, sorted(str(path) for path in (county / "模板").iterdir()))
    assert {path.name: path.read_bytes() for path in (county / "模板").iterdir()} == {
        "通报.docx": built_in("bulletin"),
        "简报.docx": built_in("brief"),
        "工作总结.docx": built_in("summary"),
    }


def test_one_template_is_put_there_where_one_is_asked_for(xushi, county):
    assert xushi("template", county, "--kind", "brief").status == 0
    assert [path.name for path in (county / "模板").iterdir()] == ["简报.docx"]


def test_a_template_of_the_county_is_left_and_told(xushi, county):
    own(county, "通报", zipped({"a": b"own"}))
    answer = xushi("template", county)
    assert (answer.status, len(answer.lines), len(answer.out.splitlines())) == (2, 1, 2)
    assert (county / "模板" / "通报.docx").read_bytes() == zipped({"a": b"own"})


def test_a_kind_that_is_none_is_refused(xushi, county):
    answer = xushi("template", county, "--kind", "letter")
    assert (answer.status, len(answer.lines), (county / "模板").exists()) == (2, 1, False)


def test_templates_go_into_workspaces_only(xushi, tmp_path):
    assert (xushi("template", tmp_path).status, list(tmp_path.iterdir())) == (2, [])


def test_a_file_in_the_place_of_the_folder_is_told(xushi, county):
    (county / "模板").write_text("")
    answer = xushi("template", county)
    assert (answer.status, len(answer.lines)) == (2, 1)


def test_what_is_written_for_outside_is_no_snapshot_file(xushi, county, tmp_path):
    out = tmp_path / "public"
    answer = xushi("snapshot", county, "--on", DAY, "--out", out, "--format", "xlsx", "--outside")
    assert (answer.status, [path.suffix for path in out.iterdir()]) == (0, [".xlsx"])


def test_a_snapshot_file_is_not_written_for_outside(xushi, county, tmp_path):
    answer = xushi("snapshot", county, "--on", DAY, "--out", tmp_path / "public", "--format", "zip", "--outside")
    assert (answer.status, (tmp_path / "public").exists()) == (2, False)
