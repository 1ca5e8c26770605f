// The two media elements of a sound, and its state: one element is heard, the other can take over.
import { empty } from "./media-elements.js";
/** @typedef {import("./types.js").State} State */

/** Events: as those of `Sound`. */
export class SoundElements extends EventTarget {
  /** @type {State} */
  state = "idle";
  /** Whether sound is wanted and does not come. */
  isWaiting = false;
  /** @type {"none" | "stream" | "hls" | "track"} what `media` plays */
  kind = "none";
  /** Where to begin, or to go to as soon as that is possible. @type {number | null} */
  wanted = null;
  /** Whether the listener wants to hear something. */
  isOn = false;
  /** How far a stream reaches that is still being made, in seconds. */
  madeS = 0;
  /** Whether the track is about to take over. */
  isMoving = false;

  #speed = 1;
  #closing = new AbortController();

  /** @param {SoundElements} [before]  whose elements it takes over: they may play already */
  constructor(before) {
    super();
    this.media = before?.media ?? new Audio();
    this.spare = before?.spare ?? new Audio();
    this.#speed = before?.speed ?? 1;
    before?.close();
  }

  /** Ends with the sound: nothing that waits acts after that. */
  get signal() {
    return this.#closing.signal;
  }

  get isStream() {
    return this.kind === "stream" || this.kind === "hls";
  }

  /** Seconds heard so far, or where it will begin. */
  get position() {
    return this.wanted ?? (this.kind === "none" ? 0 : this.media.currentTime);
  }

  get speed() {
    return this.#speed;
  }

  set speed(speed) {
    this.#speed = speed;
    this.setPace();
  }

  /** Has both elements play at its speed. */
  setPace() {
    for (const element of [this.media, this.spare]) {
      element.defaultPlaybackRate = this.#speed;
      element.playbackRate = this.#speed;
    }
  }

  /** @param {number} seconds */
  canReach(seconds) {
    if (this.kind === "none") return false;
    if (this.kind === "track") return true;
    const { seekable } = this.media;
    if (seconds > this.madeS && this.kind === "stream") return false; // "seekable" has no end then
    for (let number = 0; number < seekable.length; number++) {
      if (seekable.start(number) <= seconds && seconds < seekable.end(number)) return true;
    }
    return false;
  }

  /** The spare element, which holds the track at the right time, takes over. */
  takeOver() {
    const old = this.media;
    this.media = this.spare;
    this.spare = old;
    this.kind = "track";
    this.wanted = null;
    if (this.isOn) this.start();
    empty(old);
    this.dispatchEvent(new Event("media"));
    this.dispatchEvent(new Event("time"));
  }

  /** Lets go of everything; where it came to is still known. */
  close() {
    this.wanted = this.position;
    this.isOn = false;
    this.kind = "none";
    this.#closing.abort();
    this.media.pause();
    empty(this.spare);
  }

  /** A browser that did not heed the time it was given before it knew the sound. */
  goWhereWanted() {
    if (this.wanted !== null && this.canReach(this.wanted)) {
      if (Math.abs(this.media.currentTime - this.wanted) > 1) this.media.currentTime = this.wanted;
      this.wanted = null;
    }
  }

  /** @param {boolean} isWaiting */
  wait(isWaiting) {
    if (this.isWaiting === isWaiting) return;
    this.isWaiting = isWaiting;
    this.dispatchEvent(new Event("state"));
  }

  /** @param {State} state */
  become(state) {
    if (this.state === state) return;
    this.state = state;
    this.isWaiting = false;
    this.dispatchEvent(new Event("state"));
  }

  start() {
    const { media } = this;
    media.play().catch((error) => {
      const isMeant = !this.signal.aborted && media === this.media;
      if (error.name !== "NotAllowedError" || !isMeant) return; // "error" tells of all else
      this.isOn = false;
      this.become("paused");
    });
  }
}
