/** Reading along: marks the current sentence in the article, scrolls to it, and plays from a clicked one. */

import { Clicks } from "./clicks.js";
import { Follow } from "./scroll-along.js";
import { Marker } from "./marker.js";
import { locate, sourceOf } from "./matching.js";
import { PageText, SKIPPED } from "./page-text.js";
import { doInSlices } from "./frame-slices.js";

/**
 * @typedef {object} Cue  a sentence of the narration
 * @property {number} start_s  in seconds from the beginning of the sound
 * @property {number} end_s
 * @property {string} written  the sentence as written in the article, white space folded
 * @property {object | null} [place]  null if it is not part of the article; then nothing is marked
 * @property {{start_s: number, end_s: number, start: number, end: number}[]} [words]  time
 *   of each word, and its place in `written`
 */

/**
 * @typedef {object} Options
 * @property {(seconds: number) => void} seek  called with the start time of a clicked sentence
 * @property {Record<string, string>} strings  `backToReading`: label of the button
 * @property {Element} mount  element to which the button (part `back-to-reading`) is added
 * @property {boolean} [clickable]  true (default) if a click in the article plays from there
 * @property {boolean} [follow]  true (default) if the page scrolls along
 * @property {() => boolean} [mayScroll]  false while it may not scroll
 */

/** Time from the first change of the page until its text is searched again. */
const SETTLE_MS = 250;
/** Time after which a missing sentence is searched again: the part of the page with it may have been opened. */
const LOOK_AGAIN_MS = 1_000;
const OBSERVED = {
  subtree: true,
  childList: true,
  characterData: true,
  attributeFilter: ["class", "style", "hidden", "aria-hidden", "data-listen", "open"],
};

export class ReadAlong {
  #content;
  #options;
  #marker = new Marker();
  /** @type {Follow | undefined} */
  #follow;
  /** @type {Clicks[]} */
  #clicks = [];
  #observer = new MutationObserver((changes) => this.#pageChanged(changes));
  #timer = 0;
  #matchedAt = 0;
  #stop = () => {};
  /** @type {Cue[]} */
  #cues = [];
  /** @type {PageText | undefined} */
  #page;
  /** @type {import("./matching.js").Located | undefined} */
  #located;
  /** Time whose sentence is marked; undefined if there is none.
   * @type {number | undefined} */
  #time;
  /** Numbers of the marked sentence and word. */
  #sentence = -1;
  #word = -1;
  #hovered = -1;
  /** @type {Range[]} */
  #ranges = [];

  /**
   * @param {Element[]} content  the elements that hold the article's text
   * @param {Options} options
   */
  constructor(content, options) {
    this.#content = content;
    this.#options = options;
    for (const element of content) this.#observer.observe(element, OBSERVED);
  }

  /**
   * @param {Cue[]} cues  all cues so far; call again when there are more
   */
  setCues(cues) {
    this.#cues = cues;
    this.#match();
  }

  /**
   * Marks the sentence and the word at a time. A sentence stays marked during the silence
   * after it. A call is cheap if nothing changes. Call this only for the player that is playing.
   *
   * @param {number} seconds
   */
  showTime(seconds) {
    if (this.#time === undefined) this.#start();
    this.#time = seconds;
    this.#show(seconds, !this.#marker.isOwner);
    const isMissing = !this.#ranges.length && this.#cues[this.#sentence]?.place !== null;
    if (isMissing && performance.now() > this.#matchedAt + LOOK_AGAIN_MS) this.#match();
  }

  /** Removes the marks until the next call of `showTime`. */
  clear() {
    this.#marker.clear();
    this.#follow?.show([], []);
    this.#ranges = [];
    this.#sentence = this.#word = this.#hovered = -1;
    this.#time = undefined;
  }

  /** Removes everything from the page. */
  destroy() {
    this.#stop();
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    this.clear();
    for (const clicks of this.#clicks) clicks.destroy();
    this.#follow?.destroy();
  }

  #start() {
    const { mount, strings, clickable = true, follow = true, mayScroll = () => true } = this.#options;
    if (follow) this.#follow ??= new Follow(mount, strings.backToReading, mayScroll);
    if (!clickable || this.#clicks.length) return;
    this.#clicks = this.#content.map(
      (element) =>
        new Clicks(
          element,
          (node, offset) => this.#play(this.#sentenceAt(node, offset)),
          (node, offset) => this.#hover(node ? this.#sentenceAt(node, offset) : -1),
        ),
    );
  }

  /**
   * @param {number} seconds
   * @param {boolean} isNew  true to set the marks again even if they are the same
   */
  #show(seconds, isNew) {
    const sentence = lastBegun(this.#cues, seconds);
    const cue = this.#cues[sentence];
    const word = cue && seconds < cue.end_s ? lastBegun(cue.words ?? [], seconds) : -1;
    const isOther = isNew || sentence !== this.#sentence;
    if (isOther) this.#showSentence(sentence);
    if (isOther || word !== this.#word) this.#showWord(word);
  }

  /** @param {number} sentence */
  #showSentence(sentence) {
    this.#sentence = sentence;
    this.#ranges = this.#rangesOf(sentence);
    if (sentence === this.#hovered) this.#hover(-1);
    this.#marker.mark("listen-sentence", this.#ranges);
  }

  /** @param {number} word */
  #showWord(word) {
    this.#word = word;
    const timed = this.#cues[this.#sentence]?.words?.[word];
    const span = timed && this.#located?.wordSpan(this.#sentence, timed.start, timed.end);
    const ranges = (span && this.#page?.ranges(...span)) ?? [];
    this.#marker.mark("listen-word", ranges);
    this.#follow?.show(this.#ranges, ranges);
  }

  /** @param {number} sentence */
  #rangesOf(sentence) {
    const match = this.#located?.matches[sentence];
    if (match?.written !== this.#cues[sentence]?.written) return [];
    return match?.spans.flatMap((span) => this.#page?.ranges(...span) ?? []) ?? [];
  }

  /**
   * @param {Node} node
   * @param {number} offset
   */
  #sentenceAt(node, offset) {
    const at = this.#page?.offsetOf(node, offset) ?? -1;
    return at < 0 ? -1 : (this.#located?.sentenceAt(at) ?? -1);
  }

  /** @param {number} sentence */
  #play(sentence) {
    const cue = this.#cues[sentence];
    if (!cue) return;
    this.#options.seek(cue.start_s);
    this.#follow?.engage();
  }

  /** @param {number} sentence */
  #hover(sentence) {
    const isPlain = matchMedia("(forced-colors: active)").matches; // the colors of the system have no faint variant
    if (sentence === this.#hovered || !this.#marker.isOwner || isPlain) return;
    this.#hovered = sentence;
    this.#marker.mark("listen-hover", sentence === this.#sentence ? [] : this.#rangesOf(sentence));
  }

  /** @param {MutationRecord[]} changes */
  #pageChanged(changes) {
    const isText = changes.some(({ type, target }) => {
      const isOwnText = type === "childList" && target instanceof Element;
      return !(isOwnText ? target : target.parentElement)?.closest(SKIPPED);
    });
    if (!isText || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#match();
    }, SETTLE_MS);
  }

  #match() {
    this.#stop();
    this.#matchedAt = performance.now();
    this.#stop = doInSlices(this.#matching(), ([page, located]) => {
      this.#page = page;
      this.#located = located;
      if (this.#time !== undefined && this.#marker.isOwner) this.#show(this.#time, true);
    });
  }

  *#matching() {
    const sentences = this.#cues.map(({ place, written }) => (place === null ? "" : written));
    const page = new PageText(this.#content);
    yield;
    const before = this.#located;
    const located = before?.source === sourceOf(sentences, page.text) ? before : yield* locate(sentences, page.text);
    return /** @type {const} */ ([page, located]);
  }
}

/**
 * @param {{start_s: number}[]} timed  cues or words, in order of time
 * @param {number} seconds
 * @returns {number}  index of the last one that has begun; -1 if none has
 */
function lastBegun(timed, seconds) {
  let low = 0;
  for (let high = timed.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (timed[middle].start_s <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
