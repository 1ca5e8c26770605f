// Play events for the publisher's statistics: no cookies, no names, nothing stored.
/** @typedef {import("./sound.js").Sound} Sound */

const MARKS = [25, 50, 75];

/** Events that this page has already reported. @type {Set<string>} */
const told = new Set();

/** @param {Element} player */
export function mayTell(player) {
  return (
    !player.hasAttribute("no-analytics") &&
    navigator.doNotTrack !== "1" &&
    !navigator.globalPrivacyControl
  );
}

export class Plays {
  /** Start of the current part that was played without a jump. */
  #from = 0;

  /**
   * @param {Sound} sound
   * @param {Element} player
   * @param {AbortSignal} signal  stops the counting
   */
  constructor(sound, player, signal) {
    this.sound = sound;
    this.player = player;
    this.#from = sound.position;
    sound.addEventListener("seek", () => (this.#from = sound.position), { signal });
    for (const event of ["time", "state"]) sound.addEventListener(event, () => this.#look(), { signal });
    this.#look();
  }

  #look() {
    const { state, narration, media } = this.sound;
    if (state === "playing") this.#tell("started");
    if (state === "ended") this.#tell("100");
    const duration = narration?.duration_s;
    if (!duration || state !== "playing") return;
    for (const mark of MARKS) {
      const at = (mark / 100) * duration;
      if (this.#from <= at && at <= media.currentTime) this.#tell(String(mark));
    }
  }

  /** @param {string} event */
  #tell(event) {
    const what = `${this.sound.id} ${event}`;
    if (told.has(what) || !mayTell(this.player)) return;
    told.add(what);
    const { service, id } = this.sound;
    const body = JSON.stringify({ event });
    // The request is also sent when the reader leaves the page. Its answer is not used.
    const options = { method: "POST", body, keepalive: true, credentials: "omit", mode: "no-cors" };
    fetch(service.address(id, "plays"), /** @type {RequestInit} */ (options)).catch(() => {});
  }
}
