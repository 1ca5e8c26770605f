/** Clicks and taps on the article's text, with their position in the text. */

import { SKIPPED } from "./page-text.js";

const CONTROLS = `a,label,summary,[contenteditable],[onclick],[role=button],[role=link],[tabindex],${SKIPPED}`;
/** Distance, in CSS pixels, above which a pointer movement is a drag and not a click. */
const DRAGGED = 6;
/** Time for which a click waits for a second one, which would select a word. */
const DOUBLE_CLICK_MS = 250;

export class Clicks {
  #watch = new AbortController();
  #content;
  #timer = 0;
  #frame = 0;
  #from = { x: 0, y: 0 };

  /**
   * @param {Element} content
   * @param {(node: Node, offset: number) => void} onClick
   * @param {(node: Node | null, offset: number) => void} onHover  null if there is no text to click
   */
  constructor(content, onClick, onHover) {
    this.#content = content;
    const options = { signal: this.#watch.signal, passive: true };
    /** @param {string} type @param {(event: PointerEvent) => void} listener */
    const listen = (type, listener) =>
      content.addEventListener(type, (event) => listener(/** @type {PointerEvent} */ (event)), options);
    listen("pointerdown", ({ clientX, clientY }) => (this.#from = { x: clientX, y: clientY }));
    listen("click", (event) => {
      clearTimeout(this.#timer);
      const caret = this.#isPlain(event) ? this.#caretAt(event) : null;
      if (!caret) return;
      const wait = event.pointerType === "mouse" ? DOUBLE_CLICK_MS : 0;
      this.#timer = setTimeout(() => this.#isSelecting() || onClick(...caret), wait);
    });
    listen("pointermove", (event) => {
      cancelAnimationFrame(this.#frame);
      if (event.pointerType !== "mouse" || event.buttons) return;
      this.#frame = requestAnimationFrame(() => {
        const caret = this.#caretAt(event);
        onHover(caret?.[0] ?? null, caret?.[1] ?? 0);
      });
    });
    listen("pointerleave", () => {
      cancelAnimationFrame(this.#frame);
      onHover(null, 0);
    });
  }

  destroy() {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#watch.abort();
  }

  /** @param {PointerEvent} event */
  #isPlain(event) {
    const { clientX, clientY, detail } = event;
    const isDragged = Math.hypot(clientX - this.#from.x, clientY - this.#from.y) > DRAGGED;
    const isHeld = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    return event.button === 0 && detail === 1 && !isHeld && !isDragged && !event.defaultPrevented && !this.#isSelecting();
  }

  #isSelecting() {
    return getSelection()?.isCollapsed === false;
  }

  /**
   * @param {PointerEvent} event
   * @returns {[Text, number] | null}  the text at a point; null on a link, a control, a margin
   */
  #caretAt({ target, clientX, clientY }) {
    const control = target instanceof Element && target.closest(CONTROLS);
    if (control && control !== this.#content && this.#content.contains(control)) return null;
    const tree = this.#content.getRootNode();
    const shadowRoots = tree instanceof ShadowRoot ? [tree] : [];
    const position = document.caretPositionFromPoint?.(clientX, clientY, { shadowRoots });
    const range = position ? null : document.caretRangeFromPoint?.(clientX, clientY);
    const node = position?.offsetNode ?? range?.startContainer;
    if (!(node instanceof Text) || !this.#content.contains(node)) return null;
    const { left, right, top, bottom } = /** @type {Element} */ (node.parentElement).getBoundingClientRect();
    const isOn = clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
    return isOn ? [node, position?.offset ?? range?.startOffset ?? 0] : null;
  }
}
