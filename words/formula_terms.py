"""The Chinese words of the formula language, each beside the English one that it means."""

FUNCTION_TERMS = {"合计": "sum", "求和": "sum", "计数": "count", "最小": "min", "最大": "max", "去重": "distinct", "期末": "last", "期初": "first"}
YEAR_AGO_TERM = "上年同期"
BARE_TERMS = {"目标": "target", "时间进度": "elapsed", "月数": "months"}
CONSTANT_TERMS = {"是": True, "否": False, "空": None}
FILTER_TERMS = {"有效": "in_force", "到期天数": "expires_in"}
