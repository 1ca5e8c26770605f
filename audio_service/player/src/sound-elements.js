// The media elements of a sound, and its state: one element plays, a spare one can replace it.
import { canSeek, empty, takesHls } from "./media-elements.js";
/** @typedef {import("./types.js").State} State */

/** The media elements of a sound. The events are described at `Sound`. */
export class SoundElements extends EventTarget {
  /** @type {State} */
  state = "idle";
  /** True while the listener waits for sound. */
  isWaiting = false;
  /** @type {"none" | "stream" | "hls" | "track"} kind of source that `media` plays */
  kind = "none";
  /** Position to start at, or to seek to as soon as possible. @type {number | null} */
  wanted = null;
  /** True if the listener has pressed play, and has not paused since. */
  isOn = false;
  /** Length of the part of the narration that is made, in seconds. */
  madeS = 0;
  /** True while the change to the track is being prepared. */
  isMoving = false;

  /**
   * Element that will replace `media`. In Safari it always exists, because Safari may refuse to play an element that
   * did not exist at the press. @type {HTMLAudioElement | null}
   */
  spare;
  #speed = 1;
  #closing = new AbortController();
  /** Promise that `heard` returns: it is settled when the sound plays, fails or is paused. */
  #hearing = Promise.withResolvers();

  /** @param {SoundElements} [before]  sound whose elements are reused; they may be playing */
  constructor(before) {
    super();
    this.media = before?.media ?? new Audio();
    this.spare = before?.spare ?? (takesHls ? new Audio() : null);
    this.#speed = before?.speed ?? 1;
    before?.close();
  }

  /**
   * Returns a promise that resolves when the sound plays.
   * @returns {Promise<void>}
   * @throws {unknown} the reason why it does not play: the browser forbids it, it fails, or it is paused
   */
  heard() {
    if (this.state !== "playing") return this.#hearing.promise;
    return Promise.resolve();
  }

  /** Settles the promise of `heard`. @param {unknown} [error]  the reason why the sound does not play, if it does not */
  tellWaiting(error) {
    const { promise, resolve, reject } = this.#hearing;
    this.#hearing = Promise.withResolvers();
    promise.catch(() => {}); // it is no unhandled rejection if no caller waits
    if (error) reject(error);
    else resolve(undefined);
  }

  /** Signal that is aborted when the sound is closed, so that pending work ends. */
  get signal() {
    return this.#closing.signal;
  }

  get isStream() {
    return this.kind === "stream" || this.kind === "hls";
  }

  /** Current position in seconds, or the position to start at. */
  get position() {
    return this.kind === "none" ? (this.wanted ?? 0) : this.media.currentTime;
  }

  /** Position that the listener has chosen: the current one, or the one to seek to as soon as possible. */
  get place() {
    return this.wanted ?? this.position;
  }

  get speed() {
    return this.#speed;
  }

  set speed(speed) {
    this.#speed = speed;
    this.setPace();
  }

  /** Sets the speed of the element. */
  setPace() {
    this.media.defaultPlaybackRate = this.media.playbackRate = this.#speed;
  }

  /** @param {number} seconds */
  canReach(seconds) {
    const { kind, media } = this;
    if (kind === "none") return false;
    if (kind === "track" && !media.readyState) return true; // it is not loaded yet, and begins at this position
    if (kind === "stream" && seconds > this.madeS) return false; // the `seekable` of a stream has no end
    return canSeek(media, seconds, kind === "track" ? 1 : 0);
  }

  /** Continues with the spare element, in which the track is at the right position. */
  takeOver() {
    const old = this.media;
    this.media = this.spare ?? old;
    this.spare = old;
    this.kind = "track";
    this.wanted = null;
    if (this.isOn) this.start();
    this.dropSpare();
    this.dispatchEvent(new Event("media"));
    this.dispatchEvent(new Event("time"));
  }

  dropSpare() {
    if (this.spare) empty(this.spare);
    if (!takesHls) this.spare = null;
  }

  /** Stops loading and closes the connections. The position is kept, and the next press begins there. */
  release() {
    this.wanted = this.state === "ended" ? null : this.place;
    this.isOn = false;
    this.kind = "none";
    empty(this.media);
    this.dropSpare();
    if (this.state === "playing" || this.state === "preparing") this.become("paused");
    else this.wait(false);
  }

  /** Closes the sound permanently. */
  close() {
    this.release();
    this.#closing.abort();
  }

  /**
   * Seeks to the wanted position, if the sound allows it.
   * @param {number} [nearS]  distance to it, in seconds, at which no seek is needed
   * @param {boolean} [isLast]  false if this will be tried again
   */
  goWhereWanted(nearS = 0, isLast = true) {
    const { wanted, media } = this;
    if (wanted === null) return;
    if (Math.abs(media.currentTime - wanted) > nearS) {
      if (!this.canReach(wanted)) return isLast && this.kind === "track" && this.#stay();
      media.currentTime = wanted;
    }
    this.wanted = null;
  }

  /** Keeps the current position: a proxy does not forward range requests, so the browser cannot seek. */
  #stay() {
    this.wanted = null;
    this.dispatchEvent(new Event("unreachable"));
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
    if (state === "playing") this.tellWaiting();
    this.dispatchEvent(new Event("state"));
  }

  start() {
    const { media } = this;
    media.play().catch((error) => {
      const isMeant = !this.signal.aborted && media === this.media;
      if (error.name !== "NotAllowedError" || !isMeant) return; // the event "error" reports all other errors
      this.isOn = false;
      this.become("paused");
      this.tellWaiting(error);
      this.dispatchEvent(new Event("forbidden"));
    });
  }
}
