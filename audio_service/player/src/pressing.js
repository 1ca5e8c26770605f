// Requests to the service for a press on an article.
import { ServiceError } from "./service.js";
import { pause } from "./times.js";
/** @typedef {import("./sound.js").Sound} Sound */
/** @typedef {import("./types.js").Narration} Narration */

/** Presses on the article of one sound. */
export class Pressing {
  /** The answer to a press whose mouse button may still be down. @type {Promise<Narration> | null} */
  #early = null;

  /** @param {Sound} sound */
  constructor(sound) {
    this.sound = sound;
  }

  /** Requests the narration as soon as the mouse button is down; the sound begins when the button is up. */
  begin() {
    const { isOn, narration } = this.sound;
    if (!isOn && narration?.state !== "ready") (this.#early = this.send()).catch(() => {});
  }

  /** @returns {Promise<Narration>} */
  send() {
    const { service, id, voice } = this.sound;
    return service.press(id, voice);
  }

  /**
   * Requests the narration; if the article opens within seconds, requests it again then.
   * @param {AbortSignal} signal  ends it
   * @returns {Promise<Narration>}
   */
  async answer(signal) {
    const early = this.#early;
    this.#early = null;
    try {
      return await (early ?? this.send());
    } catch (error) {
      const opensInS = error instanceof ServiceError ? error.opensInS : 0;
      if (!opensInS) throw error;
      await pause(opensInS * 1000, signal);
      if (signal.aborted) throw error;
    }
    return this.answer(signal);
  }
}
