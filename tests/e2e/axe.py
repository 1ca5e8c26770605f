"""Accessibility faults of a page, as axe-core finds them."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

END_ANIMATIONS = """() => {
  const roots = [document];
  for (const root of roots) {
    for (const host of root.querySelectorAll("*")) if (host.shadowRoot) roots.push(host.shadowRoot);
  }
  for (const animation of roots.flatMap((root) => root.getAnimations())) {
    if (Number.isFinite(animation.effect.getComputedTiming().endTime)) animation.finish();
  }
}"""


def violations(page: Page) -> list[str]:
    """Return the violations that axe-core finds on the page now."""
    page.evaluate(END_ANIMATIONS)  # during a fade-in, contrasts are too low
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {[node['target'] for node in v['nodes']]} {v['help']}" for v in found]
