"""People, saves, crashes and resumes in any order on a real file, against a list of rows and a list of states."""

import multiprocessing
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from backbone.book import Change, RowChange
from backbone.journal.followups import decided, gone, undone
from backbone.journal.saves import APPLIED, CONFLICT, SETTLED, WAITING
from backbone.journal.vanished import vanished
from backbone.writing.cells import after, content
from schema.check import check_grid
from schema.registry import RETURN_NOTE
from schema.return_note import ReturnNote
from tests.backbone.faults import BOOK, MEMORY, Desk, Fault, read_here

TITLE = ReturnNote.about.title
HEADERS = {name: ReturnNote.column(name).header for name in ("text", "filler_role")}
ROWS = st.fixed_dictionaries({"text": st.sampled_from("甲乙丙"), "filler_role": st.sampled_from(["", "a", "b"])}).map(content)
SEEDS = st.integers(0, 99)


class Dead(BaseException):
    """The process ended here."""


class Work(RuleBasedStateMachine):
    """``rows`` is what stands in the book from top to bottom, ``states`` what the journal says of each save, ``ours`` what saves left there."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(dir=MEMORY))
        self.path = self.place / BOOK
        self.owner = self.path.with_name(f"~${self.path.name}")
        self.rows, self.ours, self.states, self.queue, self.past = [], [], [], [], [{"text": "丁"}]
        self.renamed = self.cut_short = False
        self.copy = None

    @initialize(rows=st.lists(ROWS, max_size=4))
    def begin(self, rows):
        self.path.parent.mkdir(parents=True)
        columns = ReturnNote.columns()
        self._type([[column.header for column in columns], *([row.get(column.name) for column in columns] for row in rows)])
        self.rows = rows
        self.desk = Desk(self.place)

    def teardown(self):
        self.desk.close()
        shutil.rmtree(self.place)

    # what people do on the pages

    @rule(rows=st.lists(ROWS, min_size=1, max_size=2), seed=SEEDS, at_once=st.booleans())
    def save(self, rows, seed, at_once):
        """New rows, changed rows and struck ones, in one save."""
        chance, told, free = random.Random(seed), [], list(range(len(self.rows)))
        for row in rows:
            kind = chance.choice(["new", "change", "change", "strike", "stale"])
            if kind == "new" or (kind != "stale" and not free):
                told.append(RowChange(row))
            elif kind == "stale":
                told.append(RowChange(row, chance.choice(self.past)))
            else:
                at = free.pop(chance.randrange(len(free)))
                seen = self.rows[at]
                wanted = dict.fromkeys(seen, "") | (row if kind == "change" else {})
                told.append(RowChange(wanted, seen, self.rows[:at].count(seen)))
        self._record(Change(BOOK, RETURN_NOTE, told))
        if at_once:
            self.resume()

    @precondition(lambda self: APPLIED in self.states)
    @rule()
    def undo(self):
        """The newest save that stands is taken back."""
        saves = self.desk.journal.of_book(BOOK)
        self._record(undone([save for save in saves if save.state == APPLIED][-1]))
        self.resume()

    @precondition(lambda self: CONFLICT in self.states)
    @rule(mine=st.booleans())
    def decide(self, mine):
        """A conflict is decided for one side or the other."""
        met = next(save for save in self.desk.journal.of_book(BOOK) if save.state == CONFLICT)
        change = decided(met, mine)
        self.desk.journal.settle(met.operation, change, "乙")
        self.states[self.states.index(CONFLICT)] = SETTLED
        if change:
            self._remember(change)

    @precondition(lambda self: not (self.renamed or self.queue))
    @rule()
    def put_back(self):
        """What vanished is written anew."""
        for row in self._vanished():
            change = Change(BOOK, RETURN_NOTE, [RowChange(row)])
            self.desk.journal.put_back(change, gone(BOOK, RETURN_NOTE, row), "甲")
            self.states.append("let_go")
            self.ours.remove(row)
            self._remember(change)

    @rule()
    def resume(self):
        """Whatever waits is written if it can be."""
        self.desk.resume()
        self._expect()

    @rule(at=st.integers(1, 40))
    def crash(self, at):
        """The process ends at some point of applying, and another one begins; it has not applied anything yet."""

        def die(label):
            if label not in ("after open", "after reading"):  # these would leave a handle open in this process, which lives on
                raise Dead

        self.desk.close()
        fault = Fault(at, die)
        desk = Desk(self.place, fault)
        try:
            with fault.calls():
                desk.resume()
            self._expect()
        except Dead:
            self.cut_short = True
        desk.close()
        self.desk = Desk(self.place)

    # what people do in the spreadsheet program

    @precondition(lambda self: not self.cut_short)
    @rule(seed=SEEDS)
    def sort(self, seed):
        header, *lines = self._lines()
        random.Random(seed).shuffle(lines)
        self._retype(header, lines)

    @precondition(lambda self: not self.cut_short)
    @rule(seed=SEEDS)
    def insert_an_empty_row(self, seed):
        header, *lines = self._lines()
        lines.insert(seed % (len(lines) + 1), [None] * len(header))
        self._retype(header, lines)

    @precondition(lambda self: not self.cut_short)
    @rule(seed=SEEDS)
    def insert_a_column(self, seed):
        header, *lines = self._lines()
        if len(header) < 12:
            at = seed % (len(header) + 1)
            self._retype([*header[:at], f"列{len(header)}", *header[at:]], [[*line[:at], None, *line[at:]] for line in lines])

    @rule()
    @precondition(lambda self: not self.cut_short)
    def rename_a_header_or_back(self):
        """The header of the column that every save here names: all of them wait until it has its name again."""
        (header, *lines), which = self._lines(), HEADERS["text"]
        marked = [name for name in header if name.startswith("旧")]
        self._type([[{which: f"旧{which}"}.get(name, name) if not marked else name.removeprefix("旧") for name in header], *lines])
        self.renamed = not marked

    @precondition(lambda self: not self.cut_short and not self.renamed and self.rows)
    @rule(seed=SEEDS, row=ROWS | st.none())
    def type_over_or_delete_a_row(self, seed, row):
        header, *lines = self._lines()
        filled = [at for at, line in enumerate(lines) if any(line)]
        at = filled[seed % len(filled)]
        lines[at : at + 1] = [[(row or {}).get(name) for name in self._names(header)]] if row else []
        self._retype(header, lines)

    @precondition(lambda self: not self.cut_short and not self.renamed)
    @rule()
    def open(self):
        self.copy = self.path.read_bytes(), list(self.rows)

    @precondition(lambda self: not self.cut_short and not self.renamed and self.copy)
    @rule()
    def save_an_old_copy(self):
        content_then, self.rows = self.copy[0], list(self.copy[1])
        self._replace(content_then)

    @rule()
    def hold_open_or_release(self):
        if self.owner.exists():
            self.owner.unlink()
        else:
            self.owner.write_bytes(b"x")

    @invariant()
    def system_equals_model(self):
        saves = self.desk.journal.of_book(BOOK)
        if self.cut_short:
            assert len(saves) == len(self.states)
            return
        assert [save.state for save in saves] == self.states
        if not self.renamed:
            found = self._checked().rows
            assert [content(row.typed) for row in found] == self.rows
            assert _counted(vanished(saves, RETURN_NOTE, found)) <= _counted(self.ours) - _counted(self.rows)
        assert {path.name for path in self.path.parent.iterdir()} <= {self.path.name, self.owner.name}

    def _record(self, change):
        self.desk.journal.record(change, "甲")
        self._remember(change)

    def _remember(self, change):
        self.states.append(WAITING)
        self.queue.append((len(self.states) - 1, change))

    def _expect(self):
        """What applying does to the model: each waiting save in order, all its rows or none."""
        if self.owner.exists() or self.renamed:
            return
        self.cut_short = False
        for number, change in self.queue:
            written = self._written(change)
            self.states[number] = CONFLICT if written is None else APPLIED
            self.rows = self.rows if written is None else written
            for row in change.rows if written is not None else ():
                seen, new = content(row.seen), after(RETURN_NOTE, row.seen, row.wanted)
                if seen in self.ours:
                    self.ours.remove(seen)
                self.ours += [new] if new else []
        self.past = [*self.past, *self.rows][-8:]
        self.queue = []

    def _written(self, change):
        rows, added, taken = list(self.rows), [], set()
        for row in change.rows:
            if not row.seen:
                added.append(after(RETURN_NOTE, {}, row.wanted))
                continue
            same = [at for at, standing in enumerate(self.rows) if standing == content(row.seen)]
            free = [at for at in same if at not in taken]
            if not free:
                return None
            meant = same[min(row.among, len(same) - 1)]
            at = meant if meant in free else free[-1]
            taken.add(at)
            rows[at] = after(RETURN_NOTE, row.seen, row.wanted)
        return [row for row in [*rows, *added] if row]

    def _vanished(self):
        return vanished(self.desk.journal.of_book(BOOK), RETURN_NOTE, self._checked().rows)

    def _checked(self):
        return check_grid(RETURN_NOTE, read_here(self.path)[TITLE], BOOK)

    def _lines(self):
        return [list(line) for line in read_here(self.path)[TITLE].rows]

    def _names(self, header):
        by_header = {title: name for name, title in HEADERS.items()}
        return [by_header.get(title.removeprefix("旧"), "") for title in header]

    def _retype(self, header, lines):
        self._type([header, *lines])
        names = self._names(header)
        self.rows = [row for line in lines if (row := {name: text for name, text in zip(names, line, strict=True) if name and text})]

    def _type(self, lines):
        made = self.place / "made"
        with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
            sheet = workbook.add_worksheet(TITLE)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, ["" if text is None else text for text in line])
        self._replace(made.read_bytes())
        made.unlink()

    def _replace(self, content):
        beside = self.place / "his"
        beside.write_bytes(content)
        beside.replace(self.path)


def _counted(rows):
    return Counter(frozenset(row.items()) for row in rows)


def profile(examples, steps):
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=examples, stateful_step_count=steps, deadline=None, database=None, suppress_health_check=checks)


def test_system_equals_model():
    run_state_machine_as_test(Work, settings=profile(15, 20))


def for_long(examples):
    run_state_machine_as_test(Work, settings=profile(examples, 50))


@pytest.mark.slow
def test_system_equals_model_for_long():
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(for_long, [150, 150], chunksize=1)
