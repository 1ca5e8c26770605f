/**
 * Marks of the current sentence and word in the page; its elements do not change.
 *
 * With the CSS Custom Highlight API publishers may style `::highlight(listen-sentence)`,
 * `::highlight(listen-word)` and `::highlight(listen-hover)`: our own rules are in a cascade layer,
 * so that the publisher's rules override them. Other browsers show tinted rectangles over the text.
 */

import { COLORS, hasLightText } from "./mark-colors.js";
import { Sheet } from "./style-sheet.js";

/** @typedef {"listen-hover" | "listen-sentence" | "listen-word"} Name */

/**
 * @typedef {object} Brush
 * @property {(name: Name, ranges: Range[], isDark: boolean) => void} paint  replaces the earlier marks
 * @property {() => void} remove  removes all marks
 */

/** The marker of the playing narration: only this one marks, even if there are many players.
 * @type {Marker | undefined} */
let owner;

export class Marker {
  /** @type {(new () => Brush) | undefined} */
  #Brush = globalThis.CSS?.highlights && Highlights;
  /** @type {Brush | undefined} */
  #brush;
  /** @type {Set<Name>} */
  #painted = new Set();

  constructor() {
    // Few browsers need this module; it is loaded long before the first mark.
    if (!this.#Brush) import("./rectangles.js").then(({ Rectangles }) => (this.#Brush = Rectangles));
  }

  /** True if the current marks were set by this marker. */
  get isOwner() {
    return owner === this;
  }

  /**
   * @param {Name} name
   * @param {Range[]} ranges  replace the earlier ones; empty to remove the mark
   */
  mark(name, ranges) {
    if (!this.isOwner) {
      owner?.clear();
      owner = this;
    }
    const place = ranges[0]?.startContainer.parentElement;
    if (place && this.#Brush) {
      this.#painted.add(name);
      this.#brush ??= new this.#Brush();
      this.#brush.paint(name, ranges, hasLightText(place));
    } else if (this.#painted.delete(name)) this.#brush?.paint(name, [], false);
  }

  clear() {
    this.#brush?.remove();
    this.#brush = undefined;
    this.#painted.clear();
    if (this.isOwner) owner = undefined;
  }
}

/** @implements {Brush} */
class Highlights {
  #sheet = new Sheet();
  /** @type {Set<Name>} */
  #names = new Set();

  /**
   * @param {Name} name
   * @param {Range[]} ranges
   * @param {boolean} isDark
   */
  paint(name, ranges, isDark) {
    this.#names.add(name);
    const highlight = new Highlight(...ranges);
    highlight.priority = ["listen-hover", "listen-sentence", "listen-word"].indexOf(name);
    CSS.highlights.set(name, highlight);
    if (ranges.length) this.#sheet.wear(ranges[0].startContainer.getRootNode(), rules(isDark));
  }

  remove() {
    for (const name of this.#names) CSS.highlights.delete(name);
    this.#sheet.takeOff();
  }
}

/** @param {boolean} isDark */
function rules(isDark) {
  const { text, hover, sentence, word, line } = COLORS[isDark ? "dark" : "light"];
  return `@layer listen-to-article {
::highlight(listen-hover) { background-color: ${hover}; color: ${text} }
::highlight(listen-sentence) { background-color: ${sentence}; color: ${text} }
::highlight(listen-word) { background-color: ${word}; color: ${text}; text-decoration: underline 2px ${line} }
@media (forced-colors: active) {
::highlight(listen-sentence) { background-color: Mark; color: MarkText }
::highlight(listen-word) { background-color: Highlight; color: HighlightText; text-decoration-color: HighlightText }
}
}`;
}
