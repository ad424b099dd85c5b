"""A workspace in the test's own Google: a folder, spreadsheets that people made and shared, and our way in."""

import random

from backbone.google.backbone import GoogleBackbone
from backbone.google.connection import Connection
from backbone.google.drive import title_of
from backbone.google.window import Window


class Online:
    """A backbone over the server, on the server's own clock: whoever sleeps lets it go on."""

    def __init__(self, google, own, most=50):
        self.google, self.own, self.most = google, own, most
        self.folder = google.drive.folder("示例总工会")
        self.ids = {}
        self.open = []
        self.backbone = self.process()

    def sleep(self, seconds):
        self.google.clock.now += seconds

    def process(self, own=None):
        """Another process: what was kept on the disk is all it knows. In another place of its own it is another machine."""
        own = own or self.own
        window = Window(own, self.google.clock, self.sleep, self.most)
        connection = Connection(self.google.credentials(), window, self.google.clock, self.sleep, self.google.url)
        connection._chance = random.Random(1)
        self.open.append(connection)
        return GoogleBackbone(connection, self.folder, own, self.google.clock)

    def share(self, *books):
        """Somebody makes blank spreadsheets of these names in the folder."""
        for book in books:
            self.ids[book] = self.google.drive.spreadsheet(title_of(book), self.folder)

    def person(self, book):
        """Somebody who has a book open in a browser."""
        return self.google.person(self.ids[book])

    def close(self):
        for connection in self.open:
            connection.close()
