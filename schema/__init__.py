"""What a row must be: one pydantic model a sheet, and checking rows into issues."""

import pyarrow as pa

# Arrow's own pool gives freed pages back to the system at once; asking for them again costs more than reading a column.
pa.set_memory_pool(pa.system_memory_pool())
