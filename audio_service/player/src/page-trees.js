// The players of a page and the trees around them: the document, and shadow roots, open or closed.
/** @typedef {import("./player.js").ListenToArticle} Player */

/** Connected players, the first one first. @type {Set<Player>} */
export const players = new Set();

/**
 * Finds elements in an element's own tree, or in the nearest tree around it that has any.
 * @param {Element} element
 * @param {string} selector
 * @returns {Element[]} none if that is no selector
 */
export function findAround(element, selector) {
  try {
    for (const tree of treesAround(element)) {
      const found = tree.querySelectorAll(selector);
      if (found.length) return [...found];
    }
  } catch {
    // not a selector
  }
  return [];
}

/** @param {Element} element @returns {Generator<Document | ShadowRoot>} the innermost first */
function* treesAround(element) {
  for (let tree = treeOf(element); tree; tree = tree instanceof ShadowRoot ? treeOf(tree.host) : null) yield tree;
}

/** @param {Element} element @returns {Document | ShadowRoot | null} null if it is in neither */
function treeOf(element) {
  const tree = element.getRootNode();
  return tree instanceof Document || tree instanceof ShadowRoot ? tree : null;
}

/**
 * Finds an element or the nearest one around it, also outside of a shadow root.
 * @param {Element} element
 * @param {string} selector
 * @returns {Element | null}
 */
export function closestAround(element, selector) {
  const { host } = /** @type {ShadowRoot} */ (element.getRootNode());
  return element.closest(selector) ?? (host ? closestAround(host, selector) : null);
}
