/**
 * Alignment of the words of two texts, in order, as in a diff.
 *
 * First, it finds the runs of words that occur once in both texts, and keeps the longest chain of them
 * that has the same order in both (patience diff). The gaps between them are aligned in the same way;
 * small gaps are aligned exactly, with a preference for adjacent words.
 *
 * Source: B. Cohen's patience diff; D. E. Knuth, The Art of Computer Programming 5.1.4 (chains).
 */

/** A gap with up to this number of word pairs is aligned exactly at once. */
const SMALL = 20_000;
/** Without unique words, a gap is aligned exactly up to this number of word pairs, else not at all. */
const LARGE = 600_000;
/** In a gap at an end, words are searched within three times its length plus this number of words. */
const OUTSKIRTS = 400;
/** Score of two adjacent pairs of words. */
const TOGETHER = 3;
const ALONE = 2;

/**
 * @param {string[]} a
 * @param {string[]} b
 * @returns {Generator<void, number[]>}  partner in `b` of each word of `a`, or -1
 */
export function* align(a, b) {
  const partners = /** @type {number[]} */ (new Array(a.length).fill(-1));
  const numbers = new Map();
  /** @param {string} word */
  const number = (word) => {
    if (!numbers.has(word)) numbers.set(word, numbers.size);
    return numbers.get(word);
  };
  const x = a.map(number);
  yield;
  const y = b.map(number);
  const base = numbers.size + 1;
  yield;

  /** @type {[a0: number, a1: number, b0: number, b1: number, run: number][]} */
  const gaps = [[0, x.length, 0, y.length, 3]];
  for (let gap; (gap = gaps.pop()); ) {
    let [a0, a1, b0, b1, run] = gap;
    if (a0 === a1 || b0 === b1) continue;
    if ((a1 - a0) * (b1 - b0) > SMALL && run) {
      const anchors = chain(uniqueRuns(x, a0, a1, y, b0, b1, run, base));
      yield;
      let left = a0;
      let right = b0;
      for (const [i, j] of anchors) {
        if (i < left || j < right) continue; // within the previous run
        let [i0, j0, i1, j1] = [i, j, i, j];
        while (i0 > left && j0 > right && x[i0 - 1] === y[j0 - 1]) i0--, j0--;
        while (i1 < a1 && j1 < b1 && x[i1] === y[j1]) partners[i1++] = j1++;
        for (let k = i0; k < i; k++) partners[k] = j0 + k - i0;
        gaps.push([left, i0, right, j0, run]);
        [left, right] = [i1, j1];
      }
      gaps.push([left, a1, right, b1, anchors.length ? run : run - 1]);
      continue;
    }
    const reach = 3 * (a1 - a0) + OUTSKIRTS;
    if (a1 === x.length) b1 = Math.min(b1, b0 + reach);
    else if (a0 === 0) b0 = Math.max(b0, b1 - reach);
    if ((a1 - a0) * (b1 - b0) <= LARGE) {
      alignExactly(x, a0, a1, y, b0, b1, partners);
      yield;
    }
  }
  return partners;
}

/**
 * @param {number[]} x
 * @param {number} a0
 * @param {number} a1
 * @param {number[]} y
 * @param {number} b0
 * @param {number} b1
 * @param {number} run  number of words in a run
 * @param {number} base  larger than the number of every word
 * @returns {[number, number][]}  starts of the runs that occur once in both, in the order of `x`
 */
function uniqueRuns(x, a0, a1, y, b0, b1, run, base) {
  /** @param {number[]} words @param {number} from @param {number} to */
  const index = (words, from, to) => {
    /** @type {Map<number, number>} */
    const places = new Map();
    for (let at = from; at + run <= to; at++) {
      let key = 0;
      for (let k = 0; k < run; k++) key = key * base + words[at + k];
      places.set(key, places.has(key) ? -1 : at);
    }
    return places;
  };
  const inY = index(y, b0, b1);
  /** @type {[number, number][]} */
  const pairs = [];
  for (const [key, i] of index(x, a0, a1)) {
    const j = inY.get(key) ?? -1;
    if (i >= 0 && j >= 0) pairs.push([i, j]);
  }
  return pairs.sort((one, other) => one[0] - other[0]);
}

/**
 * @param {[number, number][]} pairs  sorted by their first numbers
 * @returns {[number, number][]}  the longest chain in which the second numbers rise, too
 */
function chain(pairs) {
  /** @type {number[]} */
  const tails = []; // for each length, the pair that ends the chain with the smallest second number
  const before = pairs.map(([, j], at) => {
    let low = 0;
    for (let high = tails.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (pairs[tails[middle]][1] < j) low = middle + 1;
      else high = middle;
    }
    tails[low] = at;
    return low ? tails[low - 1] : -1;
  });
  const links = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]) links.push(pairs[at]);
  return links.reverse();
}

/**
 * Aligns a gap with as many partners as possible, adjacent and early ones preferred.
 *
 * @param {number[]} x
 * @param {number} a0
 * @param {number} a1
 * @param {number[]} y
 * @param {number} b0
 * @param {number} b1
 * @param {number[]} partners  result, filled in by this function
 */
function alignExactly(x, a0, a1, y, b0, b1, partners) {
  const width = b1 - b0 + 1;
  const best = new Int32Array((a1 - a0 + 1) * width); // best score from (i, j) on
  const paired = new Int32Array(best.length); // the same, if words i and j are partners
  for (let i = a1 - 1; i >= a0; i--) {
    for (let j = b1 - 1, at = (i - a0) * width + j - b0; j >= b0; j--, at--) {
      const skipped = Math.max(best[at + width], best[at + 1]);
      if (x[i] === y[j]) {
        const next = at + width + 1;
        paired[at] = Math.max(paired[next] && paired[next] + TOGETHER, best[next] + ALONE);
      }
      best[at] = Math.max(skipped, paired[at]);
    }
  }
  for (let i = a0, j = b0, isBound = false; i < a1 && j < b1; ) {
    const at = (i - a0) * width + j - b0;
    if (isBound || (paired[at] && paired[at] === best[at])) {
      const next = at + width + 1;
      isBound = paired[next] > 0 && paired[at] === paired[next] + TOGETHER;
      partners[i++] = j++;
    } else if (best[at + 1] === best[at]) j++;
    else i++;
  }
}
