/** Keeps what is read in view, until the reader scrolls; then offers the way back. */

import { Sheet } from "./sheet.js";

/** Where in the view a sentence is left alone: below what may stick to the top, above a player at the bottom. */
const TOP = 0.1;
const BOTTOM = 0.85;
/** Where in the view a sentence is brought to: its middle, from the top. */
const COMFORTABLE = 0.4;
/** How long after our own scrolling began, or last moved, a movement of the page is still ours. */
const BEGIN_MS = 500;
const STEP_MS = 150;
/** A movement of the sentence of so many CSS pixels or less is none. */
const JOLT = 3;

const BUTTON = `@layer listen-to-article {
[part=back-to-reading] {
position: fixed; z-index: 2147483647; inset: auto 0 calc(5.5rem + env(safe-area-inset-bottom));
width: max-content; max-width: 90vw; min-height: 44px; margin: 0 auto; padding: 0 1.25em;
border: 1px solid transparent; border-radius: 22px; cursor: pointer;
font: 500 14px/1.3 system-ui, sans-serif; color: #fff; background: #26241f;
box-shadow: 0 2px 12px rgb(0 0 0 / 30%);
}
[part=back-to-reading]:focus-visible { outline: 3px solid #ffd970; outline-offset: 2px }
[part=back-to-reading][hidden] { display: none }
}`;

export class Follow {
  #button = document.createElement("button");
  #sheet = new Sheet();
  #watch = new AbortController();
  /** @type {Range[]} */
  #sentence = [];
  /** @type {Range[]} */
  #word = [];
  #isFollowing = true;
  #ownUntil = 0;
  /** Where in the window the sentence was, when last looked. */
  #top = NaN;
  #frame = 0;

  /**
   * @param {Element} mount  where the button goes
   * @param {string} label  of the button
   */
  constructor(mount, label) {
    this.#button.type = "button";
    this.#button.hidden = true;
    this.#button.textContent = label;
    this.#button.setAttribute("part", "back-to-reading");
    mount.append(this.#button);
    this.#sheet.wear(mount.getRootNode(), BUTTON);

    const { signal } = this.#watch;
    const passive = { signal, passive: true, capture: true };
    this.#button.addEventListener("click", () => this.engage(), { signal });
    for (const type of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      addEventListener(type, () => (this.#ownUntil = 0), passive);
    }
    addEventListener("scroll", () => this.#moved(), passive);
    addEventListener("resize", () => this.#lookSoon(), passive);
  }

  /**
   * Scrolls to what is read, if it is not in view and the reader does not look elsewhere.
   *
   * @param {Range[]} sentence  none where the page does not have it
   * @param {Range[]} word
   */
  show(sentence, word) {
    this.#sentence = sentence;
    this.#word = word;
    if (this.#isFollowing) this.#scroll();
    this.#look();
  }

  /** Follows again. */
  engage() {
    this.#isFollowing = true;
    this.#scroll();
    this.#look();
  }

  destroy() {
    cancelAnimationFrame(this.#frame);
    this.#watch.abort();
    this.#sheet.takeOff();
    this.#button.remove();
  }

  #scroll() {
    const view = this.#view();
    const place = this.#place(view);
    if (document.hidden || !place) return;
    const isInView = place.top >= view.top + TOP * view.height && place.bottom <= view.top + BOTTOM * view.height;
    if (isInView) return;
    const middle = view.top + COMFORTABLE * view.height;
    const top = Math.min(place.top + place.height / 2 - middle, place.top - view.top - TOP * view.height);
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#ownUntil = performance.now() + BEGIN_MS;
    view.scroller.scrollBy({ top, behavior: isStill ? "instant" : "smooth" });
  }

  /** The element that scrolls, and its part of the window. */
  #view() {
    const page = document.scrollingElement ?? document.documentElement;
    const around = this.#sentence[0]?.startContainer.parentElement ?? null;
    for (let box = around; box && box !== page && box !== document.body; box = box.parentElement) {
      if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)) {
        const { top, height } = box.getBoundingClientRect();
        return { scroller: box, top, height };
      }
    }
    return { scroller: page, top: 0, height: innerHeight };
  }

  /**
   * @param {{height: number}} view
   * @returns {{top: number, bottom: number, height: number} | undefined}  of the sentence, or of the
   *   word where the sentence is too long for the view
   */
  #place(view) {
    const sentence = boxOf(this.#sentence);
    const isLong = sentence && sentence.height > (BOTTOM - TOP) * view.height;
    return isLong ? (boxOf(this.#word) ?? { ...sentence, bottom: sentence.top, height: 0 }) : sentence;
  }

  /**
   * What moves the sentence in the view and is not our own scrolling is the reader's: by wheel, touch,
   * key, scroll bar, a link within the page. A browser that makes up for an ad above moves nothing.
   */
  #moved() {
    const now = performance.now();
    const top = this.#place(this.#view())?.top;
    const isMoved = top !== undefined && Math.abs(top - this.#top) > JOLT;
    if (now < this.#ownUntil) this.#ownUntil = Math.max(this.#ownUntil, now + STEP_MS);
    else if (isMoved) this.#isFollowing = false;
    this.#lookSoon();
  }

  #isOut() {
    const view = this.#view();
    const place = this.#place(view);
    return !!place && (place.bottom <= view.top || place.top >= view.top + view.height);
  }

  #lookSoon() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#look());
  }

  #look() {
    this.#top = this.#place(this.#view())?.top ?? NaN;
    this.#button.hidden = this.#isFollowing || !this.#isOut();
  }
}

/** @param {Range[]} ranges */
function boxOf(ranges) {
  const boxes = ranges.map((range) => range.getBoundingClientRect()).filter((box) => box.height > 0);
  if (!boxes.length) return undefined;
  const top = Math.min(...boxes.map((box) => box.top));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return { top, bottom, height: bottom - top };
}
