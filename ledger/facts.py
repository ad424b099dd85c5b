"""The ledger's tables as Parquet in a folder that an engine's workers, too, can read: a part a year of their periods."""

import hashlib
import os
import shutil
import time
import uuid
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

_YEAR = "year"
_SPOKEN_FOR = 24 * 60 * 60.0


class Facts:
    """A folder of tables, each under the digest of its content, so that servers that share it agree and nothing is written twice.

    Contents of a table that nobody asked for during a day are removed when others come: whoever still reads them has that long.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(self, name: str, rows: pa.Table) -> Path:
        """The folder below which the parts of a table lie; written if it is not there yet."""
        place = self._folder / name / _digest(rows)
        if place.is_dir():
            os.utime(place)
        else:
            self._write(place, rows)
            self._tidy(place)
        return place

    def _write(self, place: Path, rows: pa.Table) -> None:
        beside = place.with_name(f".{uuid.uuid4().hex}")
        if "period_on" in rows.column_names and len(rows):
            years = rows.append_column(_YEAR, pc.year(rows["period_on"]).cast(pa.int32()))
            ds.write_dataset(years, beside, format="parquet", partitioning=[_YEAR], partitioning_flavor="hive")
        else:
            beside.mkdir(parents=True)
            pq.write_table(rows, beside / "part-0.parquet")
        try:
            beside.rename(place)
        except OSError:
            shutil.rmtree(beside, ignore_errors=True)
            if not place.is_dir():
                raise

    def _tidy(self, place: Path) -> None:
        for other in place.parent.iterdir():
            with suppress(FileNotFoundError):  # another server has just given it its name
                if other != place and other.stat().st_mtime < time.time() - _SPOKEN_FOR:
                    shutil.rmtree(other, ignore_errors=True)


def _digest(rows: pa.Table) -> str:
    """A digest of names, types and values, whatever pieces the table is held in."""
    found = hashlib.sha256(str(rows.schema).encode())
    for batch in rows.combine_chunks().to_batches():
        found.update(batch.serialize())
    return found.hexdigest()[:32]
