/**
 * Positions of a narration's sentences in a page's text: pure, word by word, in reading order.
 *
 * Words are compared as readers do: without regard to case, quotation marks, dashes, ellipses,
 * soft hyphens and white space. Text that a page adds between and inside sentences is skipped. A
 * sentence with other words on the page is found if enough of its words are adjacent.
 */

import { align } from "./align.js";

/**
 * @typedef {object} Words
 * @property {string[]} keys  each word in the form for comparison
 * @property {number[]} starts  offset of its first character in the text
 * @property {number[]} ends  offset after its last one
 */

/** @typedef {[start: number, end: number]} Span  offsets in the page's text, `end` exclusive */

/**
 * @typedef {object} Match
 * @property {Span[]} spans  the sentence, in several pieces if the page has other text in between
 * @property {string} written  the sentence as the article has it
 * @property {Words} words  of `written`
 * @property {number[]} at  for each of these words, its index among the page's words, or -1
 */

/** Separator of two blocks in a page's text; it cannot occur in a page. */
export const BREAK = "\0";

/** Part of a sentence's words that must be found to mark it. */
const ENOUGH = 0.6;
/** Maximum number of other words within a piece: a mark of a footnote, an edited word. */
const FOREIGN = 3;
/** A sentence's words may be spread over twice its length plus this, as there may be a box within. */
const BOX_WORDS = 150;
/** A sentence with fewer words must be found completely, and near another sentence. */
const SHORT = 4;
const NEAR_WORDS = 100;
/** A jump over more words than this needs `CONFIRMING_WORDS` words found after it. */
const JUMP_WORDS = 600;
const CONFIRMING_WORDS = 25;

/** Number of sentences after which other tasks may run. */
const SOME = 50;

// Scripts that put no spaces between words: there each character is compared by itself.
const UNSPACED =
  "\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}";
const WORD = new RegExp(
  `\\p{N}+|[${UNSPACED}][\\p{M}\\p{Cf}]*|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{Cf}])+`,
  "gu",
);
const UNSEEN = /[\p{Cf}\u0640]/gu; // soft hyphens, joiners, marks of direction; the Arabic stretching stroke
const ALIKE = /** @type {[RegExp, string][]} */ ([
  [/[\p{Cf}\s]/gu, ""],
  [/["'`´“”„‟‘’‚‛«»‹›]/g, "'"],
  [/\p{Pd}|−/gu, "-"],
]);

/**
 * @param {string} text
 * @returns {Words}
 */
export function findWords(text) {
  /** @type {Words} */
  const words = { keys: [], starts: [], ends: [] };
  for (const { 0: raw, index } of text.matchAll(WORD)) {
    const key = raw.normalize("NFKC").replace(UNSEEN, "").toLowerCase();
    if (key) {
      words.keys.push(key);
      words.starts.push(index);
      words.ends.push(index + raw.length);
    }
  }
  return words;
}

/**
 * Finds the sentences in a page's text, in reading order.
 * Yields regularly, so that the work can be done in slices.
 *
 * @param {string[]} sentences  as the article has them
 * @param {string} text  of the page, with BREAK between blocks
 * @returns {Generator<void, Located>}
 */
export function* locate(sentences, text) {
  const page = findWords(text);
  yield;
  /** @type {Words[]} */
  const written = [];
  for (const sentence of sentences) {
    written.push(findWords(sentence));
    if (written.length % SOME === 0) yield;
  }
  const partners = yield* align(written.flatMap((words) => words.keys), page.keys);
  /** @type {(Match | null)[]} */
  const matches = [];
  let first = 0;
  for (const words of written) {
    const at = choose(partners.slice(first, (first += words.keys.length)), text, page);
    matches.push(at && { spans: [], written: sentences[matches.length], words, at });
    if (matches.length % SOME === 0) yield;
  }
  refuseLonely(matches);
  for (const [number, match] of matches.entries()) {
    if (match) match.spans = spansOf(match, text, page);
    if (number % SOME === 0) yield;
  }
  return new Located(sourceOf(sentences, text), matches, text, page);
}

/**
 * @param {string[]} sentences
 * @param {string} text  of the page
 * @returns {string}  key that is equal if both are equal
 */
export function sourceOf(sentences, text) {
  return [...sentences, text].join(BREAK);
}

/** The sentences found in a page's text. */
export class Located {
  /**
   * @param {string} source  key from `sourceOf`
   * @param {(Match | null)[]} matches  match of each sentence; null if it is not on the page
   * @param {string} text
   * @param {Words} page
   */
  constructor(source, matches, text, page) {
    this.source = source;
    this.matches = matches;
    this.text = text;
    this.page = page;
    /** @type {[start: number, end: number, sentence: number][]} */
    this.pieces = matches.flatMap((match, sentence) =>
      (match?.spans ?? []).map(([start, end]) => /** @type {[number, number, number]} */ ([start, end, sentence])),
    );
  }

  /**
   * @param {number} sentence  index of the sentence
   * @param {number} start  start of a word in the sentence's written text
   * @param {number} end  end of the word
   * @returns {Span | null}  its place in the page's text
   */
  wordSpan(sentence, start, end) {
    const match = this.matches[sentence];
    if (!match) return null;
    const { words, at } = match;
    const found = at.filter((place, i) => place >= 0 && words.starts[i] < end && words.ends[i] > start);
    const last = found.findIndex((place, i) => found[i + 1] !== place + 1);
    return found.length ? widen(match, found[0], found[last], start, end, this.text, this.page) : null;
  }

  /**
   * @param {number} offset  in the page's text
   * @returns {number}  index of the sentence there, or of a neighbor in the same block; -1
   *   if there is none
   */
  sentenceAt(offset) {
    const { pieces, text } = this;
    const next = pieces.findIndex(([start]) => start > offset);
    const behind = next < 0 ? pieces.length : next;
    const near = pieces
      .slice(Math.max(0, behind - 1), behind + 1)
      .find(([start, end]) => !text.slice(Math.min(end, offset), Math.max(start, offset)).includes(BREAK));
    return near ? near[2] : -1;
  }
}

/**
 * Keeps the partners of a sentence's words that are close together.
 *
 * @param {number[]} partners
 * @param {string} text
 * @param {Words} page
 * @returns {number[] | null}  null if there are too few
 */
function choose(partners, text, page) {
  const reach = 2 * partners.length + BOX_WORDS;
  const places = partners.filter((place) => place >= 0);
  let best = places.slice(0, 0);
  for (let from = 0, to = 0; from < places.length && best.length < places.length - from; from++) {
    while (to < places.length && places[to] - places[from] < reach) to++;
    if (to - from > best.length) best = places.slice(from, to);
  }
  const pieces = split(best, text, page);
  const largest = Math.max(0, ...pieces.map((piece) => piece.length));
  const kept = new Set(pieces.filter((piece) => piece.length >= Math.min(3, largest)).flat());
  if (partners.length < SHORT ? kept.size < partners.length || pieces.length > 1 : kept.size < ENOUGH * partners.length) {
    return null;
  }
  return kept.size ? partners.map((place) => (kept.has(place) ? place : -1)) : null;
}

/**
 * Splits the places of a sentence's words wherever the page has more than a few words, or a
 * block border, in between.
 *
 * @param {number[]} places
 * @param {string} text
 * @param {Words} page
 */
function split(places, text, page) {
  /** @type {number[][]} */
  const pieces = [];
  for (const place of places) {
    const piece = pieces.at(-1);
    const before = piece?.at(-1) ?? -Infinity;
    const foreign = place - before - 1;
    const isJoined =
      foreign === 0 ||
      (foreign <= FOREIGN && !text.slice(page.ends[before], page.starts[place]).includes(BREAK));
    if (piece && isJoined) piece.push(place);
    else pieces.push([place]);
  }
  return pieces;
}

/**
 * Removes short matches far from others, and matches after a long jump that no others confirm.
 *
 * @param {(Match | null)[]} matches
 */
function refuseLonely(matches) {
  let end = 0;
  let confirmed = Infinity;
  /** @type {number[]} */
  let behindJump = [];
  const close = () => {
    if (confirmed < CONFIRMING_WORDS) for (const number of behindJump) matches[number] = null;
    behindJump = [];
    confirmed = 0;
  };
  for (const [number, match] of matches.entries()) {
    if (!match) continue;
    const places = placesOf(match);
    const jump = places[0] - end;
    const next = matches.slice(number + 1, number + 4).find(Boolean);
    const isNear = jump <= NEAR_WORDS || (next && placesOf(next)[0] - places[0] <= NEAR_WORDS);
    if (match.at.length < SHORT && !isNear) {
      matches[number] = null;
      continue;
    }
    if (jump > JUMP_WORDS) close();
    behindJump.push(number);
    confirmed += places.length;
    end = places[places.length - 1];
  }
  close();
}

/** @param {Match} match */
function placesOf(match) {
  return match.at.filter((place) => place >= 0);
}

/**
 * @param {Match} match
 * @param {string} text
 * @param {Words} page
 * @returns {Span[]}
 */
function spansOf(match, text, page) {
  return split(placesOf(match), text, page).map((piece) =>
    widen(match, piece[0], piece[piece.length - 1], 0, match.written.length, text, page),
  );
}

/**
 * Returns the span of some of the page's words with the punctuation that the article has.
 *
 * @param {Match} match
 * @param {number} first  of the page's words
 * @param {number} last
 * @param {number} from  start of the punctuation in `match.written` that belongs to them
 * @param {number} to  end of that punctuation
 * @param {string} text
 * @param {Words} page
 * @returns {Span}
 */
function widen(match, first, last, from, to, text, page) {
  const { words, at, written } = match;
  const i = at.indexOf(first);
  const k = at.indexOf(last);
  const before = alike(written.slice(Math.max(from, words.ends[i - 1] ?? 0), words.starts[i]));
  const after = alike(written.slice(words.ends[k], Math.min(to, words.starts[k + 1] ?? to)));
  let start = page.starts[first];
  let end = page.ends[last];
  for (let at = start, left = before.length; left && at > 0; ) {
    const mark = alike(text[--at]);
    if (mark && !before.slice(0, left).endsWith(mark)) break;
    if (mark) start = at;
    left -= mark.length;
  }
  for (let at = end, used = 0; used < after.length && at < text.length; at++) {
    const mark = alike(text[at]);
    if (mark && !after.startsWith(mark, used)) break;
    if (mark) end = at + 1;
    used += mark.length;
  }
  return [start, end];
}

/** @param {string} text */
function alike(text) {
  return ALIKE.reduce((folded, [marks, one]) => folded.replace(marks, one), text.normalize("NFKC"));
}
