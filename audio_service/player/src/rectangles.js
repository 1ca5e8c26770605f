/** Tinted rectangles over the text, for browsers without highlights; the article itself does not change. */

import { COLORS } from "./mark-colors.js";
import { Sheet } from "./style-sheet.js";

/** @implements {Brush} @typedef {import("./marker.js").Brush} Brush */
export class Rectangles {
  #sheet = new Sheet();
  #host = document.createElement("div");
  #root = this.#host.attachShadow({ mode: "open" });
  /** @type {Map<string, Range[]>} */
  #ranges = new Map();
  #frame = 0;
  #watch = new AbortController();
  #resized = new ResizeObserver(() => this.#drawSoon());

  constructor() {
    this.#host.dataset.listen = "skip";
    this.#host.setAttribute("aria-hidden", "true");
    document.body.append(this.#host);
    const { signal } = this.#watch;
    for (const event of ["resize", "scroll", "load"]) {
      addEventListener(event, () => this.#drawSoon(), { signal, passive: true, capture: true });
    }
    document.fonts.addEventListener("loadingdone", () => this.#drawSoon(), { signal });
    this.#resized.observe(document.body);
  }

  /**
   * @param {import("./marker.js").Name} name
   * @param {Range[]} ranges
   * @param {boolean} isDark
   */
  paint(name, ranges, isDark) {
    if (ranges.length) this.#sheet.wear(this.#root, rules(isDark));
    this.#ranges.set(name, ranges);
    this.#draw();
  }

  remove() {
    cancelAnimationFrame(this.#frame);
    this.#watch.abort();
    this.#resized.disconnect();
    this.#host.remove();
  }

  #drawSoon() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    const origin = this.#host.getBoundingClientRect();
    /** @type {Element[]} */
    const boxes = [];
    for (const [name, ranges] of this.#ranges) {
      for (const { left, top, width, height } of ranges.flatMap((range) => [...range.getClientRects()])) {
        const box = document.createElement("div");
        box.className = name;
        const sides = { left: left - origin.left, top: top - origin.top, width, height };
        for (const [side, px] of Object.entries(sides)) box.style.setProperty(side, `${px}px`);
        boxes.push(box);
      }
    }
    this.#root.replaceChildren(...boxes);
  }
}

/** @param {boolean} isDark */
function rules(isDark) {
  const { hover, sentence, word, line } = COLORS[isDark ? "dark" : "light"];
  return `
:host {
all: initial; position: absolute; top: 0; left: 0; z-index: 2147483646;
pointer-events: none; mix-blend-mode: ${isDark ? "screen" : "multiply"};
}
div { position: absolute; border-radius: 2px }
.listen-hover { background: ${hover} }
.listen-sentence { background: ${sentence} }
.listen-word { z-index: 1; background: ${word}; box-shadow: inset 0 -2px ${line} }
@media print { :host { display: none } }
@media (forced-colors: active) {
div { background: none; outline: 1px solid Mark }
.listen-word { border-bottom: 3px solid Highlight; box-sizing: border-box }
}`;
}
