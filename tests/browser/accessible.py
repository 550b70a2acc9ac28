"""axe-core over a page: what a person with a screen reader, or without a mouse, cannot use.

It runs in the page's own world, where its text is evaluated by the debugger and not loaded as a
script: the page's policy stays as it is.
"""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / ".cache/corpora/node_modules/axe-core/axe.min.js"
EVERYTHING: dict[str, Any] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS: dict[str, Any] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What another theme may change."""

RUN = """
async runOnly => {
  const found = await axe.run(document, { runOnly, resultTypes: ["violations"] });
  return found.violations.map(one => ({
    rule: one.id, help: one.help,
    where: one.nodes.slice(0, 4).map(
      node => node.target.join(" ") + ": " + (node.any[0]?.message ?? "")),
  }));
}
"""


@cache
def _script() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page, what: dict[str, Any] = EVERYTHING) -> list[str]:
    """Return what axe finds on a page, one line each."""
    page.evaluate(_script())
    found: list[dict[str, Any]] = page.evaluate(RUN, what)
    return [f"{one['rule']}: {one['help']}: {one['where']}" for one in found]
