"""Polish is complete: everything that is said on a page is said in Polish, too."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale/pl/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
MAKEMESSAGES = "makemessages --locale pl --no-location --no-obsolete --ignore .venv --ignore simulator --ignore tests"


def test_every_text_is_translated_in_all_its_plural_forms() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    missing = [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy]
    assert missing == []
    assert all(set(entry.msgstr_plural) == {0, 1, 2} for entry in catalogue if entry.msgid_plural)


def test_translations_keep_their_placeholders() -> None:
    for entry in polib.pofile(str(CATALOGUE)):
        expected = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for translation in [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values():
            assert set(PLACEHOLDER.findall(translation)) == expected, entry.msgid


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU gettext, which collects the texts, is not installed")
def test_no_text_is_missing_from_the_catalogue(tmp_path: Path) -> None:
    copy = tmp_path / "parley"
    shutil.copytree(
        ROOT,
        copy,
        ignore=shutil.ignore_patterns(".*", "var", "tests", "simulator", "staticfiles", "screenshots", "*.mo"),
    )
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUE))}
    command = [sys.executable, "-m", "django", *MAKEMESSAGES.split()]
    subprocess.run(command, cwd=copy, check=True, capture_output=True, env={"PATH": "/usr/bin:/bin"})
    collected = polib.pofile(str(copy / "locale/pl/LC_MESSAGES/django.po"))
    assert {(entry.msgctxt, entry.msgid) for entry in collected} - known == set()
