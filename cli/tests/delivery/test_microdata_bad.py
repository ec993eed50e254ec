"""Bad deliveries of microdata: each is refused in one sentence that names the file, and nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.cbs import cbs_files, write_cbs
from helpers.microdata_bad_files import BAD_FILES
from helpers.microdata_bad_values import BAD_VALUES
from helpers.microdata_spoils import Case
from segmon.checks.checked import check_delivery
from segmon.errors import DeliveryError
from segmon.project import project_dir

CASES = [*BAD_FILES, *BAD_VALUES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_delivery_is_refused_in_a_sentence(case: Case, tmp_path: Path) -> None:
    files = cbs_files()
    case.spoil(files)
    folder = write_cbs(tmp_path, files, lambda name: case.form)
    case.breaks(folder)
    with pytest.raises(DeliveryError) as refused:
        check_delivery(folder, "cbs")
    message = str(refused.value)
    pattern = ".*".join(map(re.escape, case.said.split("…")))
    assert re.search(pattern, message, re.DOTALL), message
    # nobody is shown
    assert not re.search("0000[0-9]{5}", message), message


def test_the_page_quotes_what_is_said() -> None:
    page = (project_dir() / "docs" / "cbs.md").read_text(encoding="utf-8")
    section = page.partition("## When a file is refused")[2].partition("\n## ")[0]
    quoted = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert len(quoted) > 10
    said = "\n".join(case.said for case in CASES)
    assert [text for text in quoted if text not in said] == []
