/** The text of a page's elements as one string, and the way from there back to the page. */

import { BREAK } from "./matching.js";

/** What is no text of the article. */
export const SKIPPED =
  "script,style,noscript,template,iframe,object,embed,svg,canvas,video,audio,button,input,select," +
  'textarea,listen-to-article,[hidden],[aria-hidden="true" i],[data-listen="skip" i]';

const BLOCKS = new Set(
  ("address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption " +
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol option p pre " +
    "search section summary table tbody td tfoot th thead tr ul").split(" "),
);

/** Where a headline and a standfirst may be, outside of the element with the article's text. */
const HEAD = "h1,h2,p,[itemprop=headline],[class*=headline i],[class*=dek i],[class*=standfirst i],[class*=subtitle i]";
const NO_HEAD = "nav,aside,footer,figure,dialog";

/**
 * @typedef {object} Piece
 * @property {Text} node
 * @property {number} start  offset of its text in the whole
 * @property {boolean} isJoined  whether nothing was skipped between it and the piece before
 */

export class PageText {
  /** @param {Element} content  with the article's text */
  constructor(content) {
    /** @type {Piece[]} */
    this.pieces = [];
    this.text = "";
    this.isCut = false;
    for (const element of findHead(content)) this.#add(element);
    this.#add(content);
    /** @type {Map<Text, Piece>} */
    this.byNode = new Map(this.pieces.map((piece) => [piece.node, piece]));
  }

  /** @param {Element} element */
  #add(element) {
    if (element.matches(SKIPPED) || getComputedStyle(element).display === "none") {
      this.isCut = true;
      return;
    }
    const isBlock = BLOCKS.has(element.localName);
    if (isBlock) this.text += BREAK;
    for (let node = element.firstChild; node; node = node.nextSibling) {
      if (node instanceof Element) this.#add(node);
      else if (node instanceof Text && node.data) {
        this.pieces.push({ node, start: this.text.length, isJoined: !this.isCut });
        this.text += node.data;
        this.isCut = false;
      }
    }
    if (isBlock) this.text += BREAK;
  }

  /**
   * @param {number} start  offset in the text
   * @param {number} end  behind it
   * @returns {Range[]}  what of it the page still has; in pieces, where skipped elements are in between
   */
  ranges(start, end) {
    /** @type {Range[]} */
    const ranges = [];
    for (let at = this.#pieceAt(start); at < this.pieces.length && this.pieces[at].start < end; at++) {
      const { node, start: begin, isJoined } = this.pieces[at];
      const last = begin + node.length;
      if (last <= start || !node.isConnected || !this.text.startsWith(node.data, begin)) continue;
      const range = isJoined && ranges.at(-1);
      if (range) range.setEnd(node, Math.min(end, last) - begin);
      else {
        const opened = document.createRange();
        opened.setStart(node, Math.max(start, begin) - begin);
        opened.setEnd(node, Math.min(end, last) - begin);
        ranges.push(opened);
      }
    }
    return ranges;
  }

  /**
   * @param {Node} node
   * @param {number} offset  in it
   * @returns {number}  offset in the text, -1 if the node is no part of it
   */
  offsetOf(node, offset) {
    const piece = this.byNode.get(/** @type {Text} */ (node));
    return piece ? piece.start + offset : -1;
  }

  /** @param {number} offset */
  #pieceAt(offset) {
    let low = 0;
    for (let high = this.pieces.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.pieces[middle].start <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

/** @param {Element} content */
function findHead(content) {
  const scope = content.parentElement?.closest("article") ?? content.closest("main") ?? content.ownerDocument.body;
  /** @type {Element[]} */
  const head = [];
  for (const element of scope.querySelectorAll(HEAD)) {
    const isBefore = element.compareDocumentPosition(content) === Node.DOCUMENT_POSITION_FOLLOWING;
    if (isBefore && !element.closest(NO_HEAD) && !head.at(-1)?.contains(element)) head.push(element);
  }
  return head;
}
