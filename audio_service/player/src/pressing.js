// The press on an article, as the service is told of it.
import { ServiceError } from "./service.js";
import { pause } from "./times.js";
/** @typedef {import("./sound.js").Sound} Sound */
/** @typedef {import("./types.js").Narration} Narration */

/** Presses on the article of one sound. */
export class Pressing {
  /** The answer to a press that is only begun. @type {Promise<Narration> | null} */
  #early = null;

  /** @param {Sound} sound */
  constructor(sound) {
    this.sound = sound;
  }

  /** Tells the service of a press as soon as the mouse button is down; nothing sounds before it is up. */
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
