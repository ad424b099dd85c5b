"""The commands of ``xushi``, a module a group."""
