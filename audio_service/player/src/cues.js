// Cues: start and end of each sentence of the current sound.
/** @typedef {import("./types.js").Cue} Cue */
/** @typedef {import("./sound.js").Sound} Sound */

const EVERY_MS = 1_000;
const SLOWEST_MS = 5_000;
/** After this time within a paragraph, "previous" leads to its own beginning. */
const ENTERED_S = 3;

export class Cues extends EventTarget {
  /** @type {Cue[]} */
  list = [];
  /** Length of the part of the narration that is made, in seconds. */
  madeS = 0;
  /** Fingerprint of the run of `list`. @type {string | null} */
  #fingerprint = null;
  #isClosed = false;
  #isComplete = false;

  /** @param {Sound} sound */
  constructor(sound) {
    super();
    this.sound = sound;
    void this.#gather();
  }

  close() {
    this.#isClosed = true;
  }

  /** Requests new cues, less often while there are none. */
  async #gather() {
    for (let wait = EVERY_MS; !this.#isClosed && !this.#isComplete; ) {
      const before = this.list.length;
      await this.#ask().catch(() => {}); // the sound works without cues
      wait = this.list.length > before ? EVERY_MS : Math.min(wait * 1.3, SLOWEST_MS);
      await new Promise((done) => setTimeout(done, wait));
    }
  }

  async #ask() {
    const { sound } = this;
    if (sound.kind === "none") return;
    const { service, id } = sound;
    const from = this.list.length;
    /** @type {import("./types.js").CueList} */
    const answer = await service.ask(service.address(id, "audio/cues.json", { from, heard: sound.voice }));
    if (this.#isClosed || this.#isComplete) return;
    const isComplete = answer.complete ?? true;
    const isOfOlderTrack = !isComplete && sound.kind === "track" && !this.list.length;
    if (isOfOlderTrack) return this.close(); // these cues belong to the track being made, which is not playing
    const fingerprint = answer.fingerprint ?? null;
    const isOther = fingerprint !== this.#fingerprint && this.list.length > 0;
    this.#fingerprint = fingerprint;
    if (isOther) {
      this.list = []; // the article was edited: all cues are requested again
    } else {
      if (sound.isStream) sound.fingerprint ??= fingerprint;
      this.list.push(...answer.cues);
      this.#isComplete = isComplete;
    }
    this.madeS = sound.madeS = isOther ? 0 : answer.duration_s;
    if (isOther || answer.cues.length) this.dispatchEvent(new Event("change"));
  }

  /**
   * Takes the cues of another voice's track.
   * @param {import("./types.js").CueList} answer
   */
  take({ cues, duration_s, fingerprint }) {
    this.list = cues;
    this.#fingerprint = fingerprint ?? null;
    this.#isComplete = true;
    this.madeS = this.sound.madeS = duration_s;
    this.dispatchEvent(new Event("change"));
  }

  /**
   * @param {number} seconds
   * @param {1 | -1} direction
   * @returns {number | null} start of the next or previous paragraph, intro or outro
   */
  paragraph(seconds, direction) {
    const starts = this.list
      .filter((cue, number) => !number || cue.place?.block !== this.list[number - 1].place?.block)
      .map((cue) => cue.start_s);
    if (direction > 0) return starts.find((start) => start > seconds + 0.2) ?? null;
    return starts.findLast((start) => start < seconds - ENTERED_S) ?? starts[0] ?? null;
  }

  /**
   * @param {number} seconds
   * @returns {{at: number, until: number} | null} middle and end of the first pause after that time
   */
  pauseAfter(seconds) {
    for (const { end_s, pause_after_s } of this.list) {
      const at = end_s + pause_after_s / 2;
      if (pause_after_s >= 0.1 && at >= seconds) return { at, until: end_s + pause_after_s - 0.03 };
    }
    return null;
  }
}
