"""What the notices of a federation say: 通报, 简报 and 工作总结, section by section."""
