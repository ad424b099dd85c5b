"""What the notices of a federation say: 通报, 简报 and 工作总结, section by section."""

from snapshots.bulletin.desk import PARTS, Options, Part
from snapshots.bulletin.documents import brief, bulletin, summary

__all__ = ["PARTS", "Options", "Part", "brief", "bulletin", "summary"]
