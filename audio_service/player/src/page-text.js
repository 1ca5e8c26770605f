/** Text of a page's elements as one string, with the positions of its characters in the page. */

import { BREAK } from "./matching.js";

/** Selector of elements that are not text of the article. */
export const SKIPPED =
  "script,style,noscript,template,iframe,object,embed,svg,canvas,video,audio,button,input,select," +
  'textarea,listen-to-article,[hidden],[aria-hidden="true" i],[data-listen="skip" i]';

/** Selector of a headline and a standfirst outside the element with the article's text. */
const HEAD = "h1,h2,p,[class*=dek i],[class*=standfirst i],[class*=subtitle i]";
const NO_HEAD = "nav,aside,footer,figure,dialog";

/**
 * @typedef {object} Piece
 * @property {Text} node
 * @property {number} start  offset of its text in the whole
 */

export class PageText {
  /** @param {Element} content  with the article's text */
  constructor(content) {
    /** @type {Piece[]} */
    this.pieces = [];
    this.text = "";
    for (const element of findHead(content)) this.#add(element);
    this.#add(content);
  }

  /** @param {Element} element */
  #add(element) {
    const { display, float } = getComputedStyle(element);
    if (display === "none" || element.matches(SKIPPED)) return;
    const isInline = /^(inline|contents|ruby)/.test(display) || float !== "none"; // as a drop cap is
    const edge = isInline && element.localName !== "br" ? "" : BREAK;
    this.text += edge;
    for (const node of element.childNodes) {
      if (node instanceof Element) this.#add(node);
      else if (node instanceof Text) {
        this.pieces.push({ node, start: this.text.length });
        this.text += node.data;
      }
    }
    this.text += edge;
  }

  /**
   * @param {number} start  offset in the text
   * @param {number} end  behind it
   * @returns {Range[]}  what of it the page still has, one for each text node
   */
  ranges(start, end) {
    return this.pieces.flatMap(({ node, start: begin }) => {
      const last = begin + node.length;
      if (last <= start || begin >= end || !node.isConnected || !this.text.startsWith(node.data, begin)) return [];
      const range = document.createRange();
      range.setStart(node, Math.max(start, begin) - begin);
      range.setEnd(node, Math.min(end, last) - begin);
      return range;
    });
  }

  /**
   * @param {Node} node
   * @param {number} offset  in it
   * @returns {number}  offset in the text, -1 if the node is no part of it
   */
  offsetOf(node, offset) {
    const piece = this.pieces.find((each) => each.node === node);
    return piece ? piece.start + offset : -1;
  }
}

/** @param {Element} content */
function findHead(content) {
  const scope = content.parentElement?.closest("article") ?? content.closest("main") ?? content.ownerDocument.body;
  /** @type {Element[]} */
  const head = [];
  for (const element of scope.querySelectorAll(HEAD)) {
    const isBefore = element.compareDocumentPosition(content) === Node.DOCUMENT_POSITION_FOLLOWING;
    const isShown = element.getClientRects().length > 0; // a page may have another for small windows
    if (isBefore && isShown && !element.closest(NO_HEAD) && !head.at(-1)?.contains(element)) head.push(element);
  }
  return head;
}
