// Only one player plays at a time, even if the site is open in several tabs: the one pressed last.
/** @typedef {import("./listening.js").Listening} Listening */

const NAME = "listen-to-article";

/** Channel to the other tabs of the site. It is open only while a player plays. */
export class OtherTabs {
  /** @type {BroadcastChannel | null} */
  #channel = null;

  /** @param {() => void} pause  called when a player of another tab begins to sound */
  constructor(pause) {
    this.pause = pause;
  }

  /** @param {boolean} isPlaying */
  tell(isPlaying) {
    if (isPlaying === !!this.#channel) return;
    this.#channel?.close();
    this.#channel = isPlaying ? new BroadcastChannel(NAME) : null;
    if (!this.#channel) return;
    this.#channel.onmessage = () => this.pause();
    this.#channel.postMessage("playing");
  }
}
