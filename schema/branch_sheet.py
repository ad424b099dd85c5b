"""The columns that every sheet filled by a branch has besides its own."""

from schema.columns import Code, Day, Text, column
from schema.sheet import Sheet


class BranchSheet(Sheet):
    """A row filled by a branch. 填报单位 is the book's own branch and may stay blank; the post, never a name, says who filled."""

    branch_code: Code = column("填报单位")
    filler_role: Text = column("填报人岗位", max_length=30)
    reported_on: Day = column("填报日")
    remark: Text = column("备注", max_length=200)
