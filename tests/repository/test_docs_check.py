"""The check of the pages finds what it looks for, and leaves the rest alone."""

from pathlib import Path

from tools.docs_check import broken_links, crowded_headings, main, missing_pages


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_pages_that_hold_together(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "# A\n[b](docs/b.md) [c](docs/b.md#two-words) [d](#a)\n")
    write(tmp_path, "docs/b.md", "# Two words\n[up](../README.md) [far](https://example.org/x)\n")
    write(tmp_path, "src/x.py", '"""See docs/b.md."""\n')
    assert main(tmp_path) == 0


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    write(tmp_path, "docs/b.md", "[b](c.md)\n")
    assert list(broken_links(tmp_path)) == ["docs/b.md: leads nowhere: c.md"]
    assert main(tmp_path) == 1


def test_a_heading_that_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "# A\n```\n# B\n```\n[b](#b)\n")
    assert list(broken_links(tmp_path)) == ["README.md: no such heading: #b"]


def test_what_is_code_is_no_link(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "`[b](c.md)`\n```\n[b](c.md)\n```\n")
    assert list(broken_links(tmp_path)) == []


def test_a_page_named_in_code_must_be_there(tmp_path: Path) -> None:
    write(tmp_path, "src/x.py", '"""See `docs/spec/none.md`."""\n')
    assert list(missing_pages(tmp_path)) == [
        "src/x.py: names a page that is not there: docs/spec/none.md"
    ]


def test_a_heading_stands_behind_a_blank_line(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "# A\n\n```\n# B\n```\n\n## C\ntext\n## D\n")
    assert list(crowded_headings(tmp_path)) == ["README.md:9: no blank line before: ## D"]
    assert main(tmp_path) == 1
