"""From files to tables: layouts, formats, and the phases found and opened; no verdicts."""
