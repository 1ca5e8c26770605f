/** A constructed style sheet, allowed by content security policies, and used in one tree at a time. */
export class Sheet {
  #sheet = new CSSStyleSheet();
  #css = "";
  /** @type {Document | ShadowRoot | undefined} */
  #root;

  /**
   * @param {Node} root  the document or shadow root for which the rules are
   * @param {string} css
   */
  wear(root, css) {
    if (css !== this.#css) this.#sheet.replaceSync((this.#css = css));
    if (root === this.#root || !(root instanceof Document || root instanceof ShadowRoot)) return;
    this.takeOff();
    this.#root = root;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#sheet];
  }

  takeOff() {
    const root = this.#root;
    if (root) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
    this.#root = undefined;
  }
}
