/** Scrolling that keeps the current sentence in view until the reader scrolls, and a button back to it. */

import { Sheet } from "./style-sheet.js";

/** Part of the view in which a sentence is not scrolled, above a player at the bottom. */
const TOP = 0.1;
const BOTTOM = 0.85;
/** Target position of the middle of a sentence, as a part of the view from the top. */
const COMFORTABLE = 0.4;
/** Time after our own scrolling for which a movement of the page still counts as ours. */
const BEGIN_MS = 500;
const STEP_MS = 150;
/** Space between a sticky header and a sentence, in CSS pixels. */
const ROOM = 8;
/** Movements of the sentence up to this number of CSS pixels are ignored. */
const JOLT = 3;

const BUTTON = `@layer listen-to-article {
[part=back-to-reading] {
position: fixed; z-index: 2147483647; inset: auto 0 5.5rem; width: max-content; margin: auto;
min-height: 44px; padding: 0 20px; border: 1px solid transparent; border-radius: 22px; cursor: pointer;
font: 500 14px system-ui; color: #fff; background: #26241f; box-shadow: 0 2px 12px #0004;
}
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
  #mayScroll;
  #ownUntil = 0;
  /** Last known position of the sentence in the window. */
  #top = NaN;

  /**
   * @param {Element} mount  element to which the button is added
   * @param {string} label  of the button
   * @param {() => boolean} mayScroll  false while something that scrolling would disturb is open
   */
  constructor(mount, label, mayScroll) {
    this.#mayScroll = mayScroll;
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
    addEventListener("resize", () => this.#look(), passive);
  }

  /**
   * Scrolls to the current sentence, if it is not in view and the reader has not scrolled away.
   *
   * @param {Range[]} sentence  empty if the page does not have it
   * @param {Range[]} word
   */
  show(sentence, word) {
    this.#sentence = sentence;
    this.#word = word;
    if (this.#isFollowing && this.#mayScroll()) this.#scroll();
    this.#look();
  }

  /** Starts to follow the current sentence again. */
  engage() {
    this.#isFollowing = true;
    this.#scroll();
    this.#look();
  }

  destroy() {
    this.#watch.abort();
    this.#sheet.takeOff();
    this.#button.remove();
  }

  #scroll() {
    const { scroller, top, height, place } = this.#see();
    const highest = Math.max(top + TOP * height, coveredTop(scroller, height) + ROOM);
    if (document.hidden || !place || (place.top >= highest && place.bottom <= top + BOTTOM * height)) return;
    const middle = (place.top + place.bottom) / 2 - top - COMFORTABLE * height;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#ownUntil = performance.now() + BEGIN_MS;
    scroller.scrollBy({ top: Math.min(middle, place.top - highest), behavior: isStill ? "instant" : "smooth" });
  }

  /**
   * Returns the element that scrolls, its part of the window, and the place of the sentence, or
   * of the word if the sentence is too long.
   */
  #see() {
    const page = document.scrollingElement ?? document.documentElement;
    let scroller = this.#sentence[0]?.startContainer.parentElement ?? page;
    while (scroller !== page && !scrolls(scroller)) scroller = scroller.parentElement ?? page;
    const { top, height } = scroller === page ? { top: 0, height: innerHeight } : scroller.getBoundingClientRect();
    const sentence = isClipped(this.#sentence, scroller) ? undefined : boxOf(this.#sentence);
    const isLong = sentence && sentence.bottom - sentence.top > (BOTTOM - TOP) * height;
    const place = isLong ? (boxOf(this.#word) ?? { top: sentence.top, bottom: sentence.top + 1 }) : sentence;
    return { scroller, top, height, place };
  }

  /**
   * Handles scrolling: a move that is not our own is the reader's, such as by wheel, touch,
   * key, scroll bar, a link within the page. Scroll anchoring moves no sentence.
   */
  #moved() {
    const now = performance.now();
    const before = this.#top;
    this.#look();
    if (now < this.#ownUntil) this.#ownUntil = Math.max(this.#ownUntil, now + STEP_MS);
    else if (Math.abs(this.#top - before) > JOLT) this.#isFollowing = false;
    this.#look();
  }

  #look() {
    const { top, height, place } = this.#see();
    this.#top = place?.top ?? NaN;
    this.#button.hidden = this.#isFollowing || !place || (place.bottom > top && place.top < top + height);
  }
}

/** @param {Element} box  the body's own overflow is that of the page */
function scrolls(box) {
  const isCut = box !== document.body && box.scrollHeight > box.clientHeight;
  return isCut && /auto|scroll/.test(getComputedStyle(box).overflowY);
}

/**
 * Returns whether the page hides a sentence in a box that is too low for it, such as a teaser.
 * @param {Range[]} ranges
 * @param {Element} scroller
 */
function isClipped(ranges, scroller) {
  const box = boxOf(ranges);
  for (let at = ranges[0]?.startContainer.parentElement; box && at && at !== scroller; at = at.parentElement) {
    if (at === document.body || !/hidden|clip/.test(getComputedStyle(at).overflowY)) continue;
    const { top, bottom } = at.getBoundingClientRect();
    if (box.top >= bottom || box.bottom <= top) return true;
  }
  return false;
}

/**
 * Returns down to where the top of the view is covered when it has scrolled: by a header that stays,
 * or as `scroll-padding` says.
 * @param {Element} scroller
 * @param {number} height  of the view
 */
function coveredTop(scroller, height) {
  const { scrollPaddingTop } = getComputedStyle(scroller);
  const share = scrollPaddingTop.endsWith("%") ? height / 100 : 1;
  let covered = (parseFloat(scrollPaddingTop) || 0) * share;
  if (scroller !== (document.scrollingElement ?? document.documentElement)) {
    return covered + scroller.getBoundingClientRect().top;
  }
  for (const element of document.elementsFromPoint(innerWidth / 2, 1)) {
    for (let at = /** @type {Element | null} */ (element); at; at = at.parentElement) {
      const { bottom } = at.getBoundingClientRect();
      const stays = /fixed|sticky/.test(getComputedStyle(at).position);
      if (stays && bottom < height / 2) covered = Math.max(covered, bottom);
    }
  }
  return covered;
}

/** @param {Range[]} ranges */
function boxOf(ranges) {
  const boxes = ranges.map((range) => range.getBoundingClientRect()).filter((box) => box.height > 0);
  const top = Math.min(...boxes.map((box) => box.top));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return boxes.length ? { top, bottom } : undefined;
}
