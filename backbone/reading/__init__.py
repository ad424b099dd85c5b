"""Reading workbooks that anybody may have made: inspected, then parsed in processes of their own."""
