"""Reports about models: one HTML page that works offline."""

from .layout import LAYOUTS
from .report import LANGUAGES, ReportData, report_data, write_report

__all__ = ["LANGUAGES", "LAYOUTS", "ReportData", "report_data", "write_report"]
