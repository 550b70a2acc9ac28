"""Check that the pages hold together: links lead somewhere, pages named are there, headings stand.

    python tools/docs_check.py [ROOT]

Rules are functions from the tree to complaints; add one to `RULES` and it is checked.
"""

import re
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#+ +(.+?) *#*$", re.MULTILINE)
PAGE_NAMED_IN_CODE = re.compile(r"\bdocs/[\w./-]*\w\.md\b")


def pages(root: Path) -> list[Path]:
    """Return every page that people read."""
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])


def prose(page: Path) -> str:
    """Return a page without its code: what looks like a link or a heading there is none."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the names that the headings of a page are linked by."""
    headings = HEADING.findall(prose(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(root: Path) -> Iterator[str]:
    """Yield each link within the tree that leads nowhere."""
    for page in pages(root):
        for link in LINK.findall(CODE.sub("", prose(page))):
            path, _, anchor = link.partition("#")
            target = (page.parent / path) if path else page
            if ":" in path:
                continue
            if not target.exists():
                yield f"{page.relative_to(root)}: leads nowhere: {link}"
            elif anchor and target.suffix == ".md" and anchor not in anchors(target):
                yield f"{page.relative_to(root)}: no such heading: {link}"


def missing_pages(root: Path) -> Iterator[str]:
    """Yield each page that the code names and that is not there."""
    for folder in ("src", "tools", "bench"):
        for source in sorted(root.glob(f"{folder}/**/*.py")):
            for named in sorted(
                set(PAGE_NAMED_IN_CODE.findall(source.read_text(encoding="utf-8")))
            ):
                if not (root / named).is_file():
                    yield f"{source.relative_to(root)}: names a page that is not there: {named}"


def crowded_headings(root: Path) -> Iterator[str]:
    """Yield each heading that has no blank line before it."""
    for page in pages(root):
        lines = FENCE.sub(_blank, page.read_text(encoding="utf-8")).split("\n")
        for number, (before, line) in enumerate(pairwise(lines), 2):
            if re.match(r"#+ ", line) and before.strip():
                yield f"{page.relative_to(root)}:{number}: no blank line before: {line}"


def _blank(block: re.Match[str]) -> str:
    """Keep the number of a block's lines, so that those behind it keep theirs."""
    return "\n".join("|" for _ in block[0].split("\n"))


RULES: list[Callable[[Path], Iterator[str]]] = [broken_links, missing_pages, crowded_headings]


def main(root: Path) -> int:
    """Print every complaint; return 1 if there was one."""
    complaints = [complaint for rule in RULES for complaint in rule(root)]
    for complaint in complaints:
        print(complaint)
    print(f"docs: {len(pages(root))} pages, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    default = Path(__file__).resolve().parent.parent
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else default))
