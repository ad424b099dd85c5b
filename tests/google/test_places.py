"""A Drive folder is opened once a process."""

import json
import threading
import time

from backbone import places
from backbone.google import key
from settings import Settings


def test_sessions_that_begin_at_once_share_one_line(google, tmp_path, monkeypatch):
    """Else one would keep what it reads from the others."""
    read_key = key.service_key

    def slowly(*told):
        time.sleep(0.05)
        return read_key(*told)

    monkeypatch.setattr(key, "service_key", slowly)
    told, found = Settings(google_key=json.dumps(google.credentials()), own=tmp_path, google_address=google.url), []
    folder = f"google:{google.drive.folder('示例总工会')}"
    threads = [threading.Thread(target=lambda: found.append(places.place(folder, told))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found[0].online._connection.close()
    places._online.cache_clear()
    assert len(found) == 6
    assert len({id(place.backbone) for place in found}) == 1
