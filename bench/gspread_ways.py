"""The two ways with gspread beside which ours is counted: as its manual shows, and with the fewest requests that its own methods allow.

A tab is its rows of texts, without blank ones at the end. A save writes ``wanted`` by header into the row with this key in the first column.
"""

from collections.abc import Mapping, Sequence

from gspread import Client
from gspread.utils import fill_gaps, rowcol_to_a1

Rows = list[list[str]]


class Naive:
    """One request after the other, as one thinks of them; a spreadsheet has to be read to know whether it changed."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def read(self, key: str, titles: Sequence[str]) -> dict[str, Rows]:
        book = self._client.open_by_key(key)
        return {title: book.worksheet(title).get_all_values() for title in titles}

    def refresh(self, keys: Sequence[str], titles: Sequence[str]) -> dict[str, dict[str, Rows]]:
        return {key: self.read(key, titles) for key in keys}

    def save(self, key: str, title: str, name: str, wanted: Mapping[str, int]) -> None:
        tab = self._client.open_by_key(key).worksheet(title)
        head = tab.row_values(1)
        row = tab.find(name, in_column=1).row
        for header, value in wanted.items():
            tab.update_cell(row, head.index(header) + 1, value)

    def append(self, key: str, title: str, name: str, wanted: Mapping[str, int]) -> None:
        tab = self._client.open_by_key(key).worksheet(title)
        tab.append_row([name, *(wanted.get(header, "") for header in tab.row_values(1)[1:])])


class Thrifty:
    """Many ranges a request, and only spreadsheets whose time of change is another than at the last refresh."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._times: dict[str, str] = {}

    def read(self, key: str, titles: Sequence[str]) -> dict[str, Rows]:
        found = self._client.open_by_key(key).values_batch_get([f"'{title}'" for title in titles])
        return {title: fill_gaps(one["values"]) for title, one in zip(titles, found["valueRanges"], strict=True)}

    def refresh(self, keys: Sequence[str], titles: Sequence[str]) -> dict[str, dict[str, Rows]]:
        return {key: self.read(key, titles) for key in self.look().intersection(keys)}

    def look(self) -> set[str]:
        """The keys of what changed since the last look."""
        before, self._times = self._times, {file["id"]: file["modifiedTime"] for file in self._client.list_spreadsheet_files()}
        return {key for key, time in self._times.items() if before.get(key) != time}

    def save(self, key: str, title: str, name: str, wanted: Mapping[str, int]) -> None:
        book = self._client.open_by_key(key)
        head, *lines = book.values_get(f"'{title}'")["values"]
        row = next(at for at, line in enumerate(lines, 2) if line[0] == name)
        places = {rowcol_to_a1(row, head.index(header) + 1): value for header, value in wanted.items()}
        data = [{"range": f"'{title}'!{place}", "values": [[value]]} for place, value in places.items()]
        book.values_batch_update({"valueInputOption": "RAW", "data": data})

    def append(self, key: str, title: str, name: str, wanted: Mapping[str, int]) -> None:
        book = self._client.open_by_key(key)
        (head,) = book.values_get(f"'{title}'!1:1")["values"]
        row = [name, *(wanted.get(header, "") for header in head[1:])]
        book.values_append(f"'{title}'!A1", {"valueInputOption": "RAW"}, {"values": [row]})
