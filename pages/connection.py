"""连接: whether the workspace can be reached, with whom it has to be shared, and what is missing."""

from ui.connection_parts import account, check, title, where

title()
place = where()
account(place)
check(place)
