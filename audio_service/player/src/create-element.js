// Elements and icons, made without parsing HTML, so that no text can become markup.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | boolean | null>} [attributes]  true: empty; false or null: none
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/**
 * @param {string} line  path that is stroked, in a view box of 24 by 24
 * @param {string} [shape]  path that is filled
 */
export function icon(line, shape = "") {
  const made = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  const turned = svg("g", { class: "turn" });
  if (line) turned.append(svg("path", { d: line, class: "line" }));
  if (shape) turned.append(svg("path", { d: shape, class: "shape" }));
  made.append(turned);
  return made;
}

/** @param {string} tag @param {Record<string, string>} attributes */
export function svg(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/**
 * Returns a style sheet whose sizes grow with the text of the page's root, as the reader has set it.
 * @param {string} css  for text of 16 px
 */
function scaled(css) {
  return css
    .replace(/@container[^{]*/g, (query) => query.replace(/([\d.]+)px/g, (_, size) => `${size / 16}em`))
    .replace(/([\d.]+)px/g, (line, size) => (size > 3 ? `calc(var(--u) * ${size})` : line));
}

/**
 * Adds a style sheet in the way that a strict Content-Security-Policy allows.
 * @param {ShadowRoot} root
 * @param {string} css
 */
export function dress(root, css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(scaled(css));
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
