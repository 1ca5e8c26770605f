// Positions at which the listener stopped, so that articles continue there.
import { places, remember } from "./browser-storage.js";
/** @typedef {import("./listening.js").Listening} Listening */

const KEEP_EVERY_S = 5;
const MOST_KEPT = 100;
/** Part after which an article counts as heard, and then starts from its beginning. */
const HEARD = 0.97;

export class Positions {
  #keptAt = -Infinity;

  /** @param {Listening} listening */
  constructor(listening) {
    this.listening = listening;
  }

  /** Stores the position, if it has changed enough. */
  keepSometimes() {
    if (Math.abs(this.listening.sound.position - this.#keptAt) > KEEP_EVERY_S) this.keep();
  }

  keep() {
    const { sound, duration } = this.listening;
    const { id, state, place } = sound;
    if (state === "idle" || (!place && state !== "ended")) return;
    this.#keptAt = sound.position;
    const others = places().filter(([known]) => known !== id);
    const isHeard = state === "ended" || (duration && place > duration * HEARD);
    if (!isHeard) others.push([id, Math.round(place * 10) / 10]);
    remember({ places: others.slice(-MOST_KEPT) });
  }
}
