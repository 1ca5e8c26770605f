// Positions at which the listener stopped, so that articles continue there.
import { places, remember } from "./browser-storage.js";
/** @typedef {import("./listening.js").Listening} Listening */
/** @typedef {import("./types.js").Place} Place */

const KEEP_EVERY_S = 5;
const MOST_KEPT = 100;
/** Part after which an article counts as heard, and then starts from its beginning. */
const HEARD = 0.97;
/** Distance of a position from its sentence at which that sentence is in another place, as in another voice. */
const APART_S = 1;

export class Positions {
  #keptAt = -Infinity;
  /** Position at which the article was left the last time. @type {Place | undefined} */
  #left;

  /** @param {Listening} listening */
  constructor(listening) {
    this.listening = listening;
  }

  /** Recalls the position of another article. */
  follow() {
    this.#left = places().find(([known]) => known === this.listening.sound.id);
  }

  /**
   * Goes to the sentence at which the listener stopped, if it is somewhere else now. In another voice the same sentence
   * begins at another time.
   */
  resume() {
    const { sound, cues } = this.listening;
    const [, seconds = 0, block, start] = this.#left ?? [];
    if (sound.kind !== "track" || !cues?.list.length) return;
    this.#left = undefined;
    const same = cues.list.find(({ place }) => place && place.block === block && place.start === start);
    if (!same || Math.abs(sound.place - seconds) > KEEP_EVERY_S) return;
    const { start_s, end_s, pause_after_s } = same;
    if (seconds < start_s - APART_S || seconds > end_s + pause_after_s + APART_S) sound.seek(start_s);
  }

  /** Stores the position, if it has changed enough. */
  keepSometimes() {
    if (Math.abs(this.listening.sound.position - this.#keptAt) > KEEP_EVERY_S) this.keep();
  }

  keep() {
    const { sound, duration, cues } = this.listening;
    const { id, state, place } = sound;
    if (state === "idle" || (!place && state !== "ended")) return;
    this.#keptAt = sound.position;
    const others = places().filter(([known]) => known !== id);
    const isHeard = state === "ended" || (duration && place > duration * HEARD);
    const sentence = cues?.list.find(({ end_s }) => end_s > place)?.place;
    const [block, start] = sentence ? [sentence.block, sentence.start] : [];
    if (!isHeard) others.push([id, Math.round(place * 10) / 10, block, start]);
    remember({ places: others.slice(-MOST_KEPT) });
  }
}
