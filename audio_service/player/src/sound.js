// The sound of an article: first the stream, then the finished track.
import { empty, isWebKit, quickStream, takesHls, wake } from "./media-elements.js";
import { Pressing } from "./pressing.js";
import { isGone, ServiceError } from "./service.js";
import { SoundElements } from "./sound-elements.js";
import { pause } from "./times.js";
import { watch } from "./poll-narration.js";
/** @typedef {import("./types.js").Narration} Narration */

const NEAR_S = 1.5;
/** Playback does not start this near the end, because it would end at once. */
const END_S = 1;
const MOST_TRIES = 3;
const BACKOFF_MS = 1_500;
/** After this much sound beyond an interruption, the count of attempts starts again. */
const ENOUGH_S = 10;

/** Codec delay before the first sound, in every MP3 of the service. */
const CODEC_DELAY_S = 0.05;

const EVENTS = [
  "play", "playing", "pause", "waiting", "ended", "error", "timeupdate", "loadedmetadata",
];

const stopped = () => new DOMException("stopped", "AbortError");

/** @param {string} url  which may be signed anew */
const withoutQuery = (url) => url.split("?")[0];

/**
 * The sound of one article.
 *
 * Events: `state` when `state` or `isWaiting` has changed, `narration` when `narration` has changed,
 * `time` when the position has changed, `media` when another element plays, `seek` when the listener
 * seeks, `unreachable` if seeking is not possible, `forbidden` if the browser forbids sound.
 */
export class Sound extends SoundElements {
  /** @type {Narration | null} from the latest answer of the service */
  narration = null;
  /** @type {unknown} error, if `state` is failed */
  failure = null;
  /** Fingerprint of the run whose stream is playing; null if unknown. @type {string | null} */
  fingerprint = null;
  /** Voice of the loaded audio; null before audio is loaded, and after its end. @type {string | null} */
  voice = null;
  /** Length in seconds: measured or estimated; 0 if unknown. */
  duration = 0;
  /** The current request to the service; null if there is none. @type {AbortController | null} */
  #asking = null;
  #hasPressedAgain = false;
  pressing = new Pressing(this);
  /** Number of interruptions at the same position, and that position. */
  #tries = 0;
  #brokeAt = 0;

  /**
   * @param {import("./service.js").Service} service
   * @param {string} id  of the article
   * @param {Sound} [before]  sound whose elements are reused; they may be playing
   */
  constructor(service, id, before) {
    super(before);
    this.service = service;
    this.id = id;
    this.#listen();
  }

  takeOver() {
    super.takeOver();
    this.#listen();
  }

  #listen() {
    for (const event of EVENTS) this.media.addEventListener(event, this, { signal: this.signal });
  }

  /** Plays. @returns {Promise<void>} the promise of `heard` */
  play() {
    this.isOn = true;
    this.#turnOn();
    return this.heard();
  }

  #turnOn() {
    const { state, kind } = this;
    if (state === "playing" || state === "preparing") return;
    this.#hasPressedAgain = false;
    const isOver = state === "ended";
    if (isOver) this.wanted = null;
    if (kind === "none" || (isOver && this.isStream)) { // a stream cannot be rewound
      this.kind = "none";
      this.become("preparing");
      if (!this.#asking) void this.#begin();
      return;
    }
    if (isOver) this.media.currentTime = 0;
    this.start();
    if (this.isStream && !this.#asking && this.narration?.state !== "ready") void this.#follow();
  }

  pause() {
    this.isOn = false;
    this.media.pause();
    if (this.state === "preparing") this.become("paused");
    this.tellWaiting(stopped());
  }

  /**
   * Seeks to a time, at once or as soon as the stream has reached it.
   * @param {number} seconds
   */
  seek(seconds) {
    const end = this.narration?.duration_s ?? Infinity;
    this.wanted = Math.min(Math.max(0, seconds || 0), end);
    this.goWhereWanted();
    if (this.state === "ended") this.become("paused");
    this.dispatchEvent(new Event("seek"));
    this.dispatchEvent(new Event("time"));
  }

  release() {
    this.#asking?.abort();
    this.#asking = null;
    super.release();
    this.tellWaiting(stopped());
  }

  /** Returns whether to request a lost narration again: once per press, and not if paused. */
  mayPressAgain() {
    const may = this.isOn && !this.#hasPressedAgain;
    this.#hasPressedAgain = true;
    return may;
  }

  /** @param {Event} event  of one of the two elements */
  handleEvent(event) {
    if (event.target !== this.media || this.kind === "none") return;
    if (event.type === "play") this.isOn = !this.media.paused; // the page or the system may have called play()
    else if (event.type === "playing") this.#isHeard();
    else if (event.type === "timeupdate") this.#passTime();
    else if (event.type === "loadedmetadata") this.goWhereWanted(1, false);
    else if (event.type === "waiting") this.#runDry();
    else if (event.type === "ended") void this.#isOver();
    else if (event.type === "error" && this.media.error) this.#breakOff();
    else if (event.type === "pause" && !this.media.ended && this.state === "playing") {
      this.isOn = false;
      this.become("paused");
    }
  }

  #isHeard() {
    this.goWhereWanted(1);
    this.wait(false);
    this.become("playing");
  }

  #passTime() {
    if (this.media.currentTime > this.#brokeAt + ENOUGH_S) this.#tries = 0;
    this.dispatchEvent(new Event("time"));
  }

  /** Handles a lack of data. Browsers do not report the end of a failed narration's stream. */
  #runDry() {
    this.wait(true);
    if (this.kind !== "track" && this.narration?.state === "failed") this.#breakOff();
  }

  /** @param {number} [delay]  in milliseconds */
  async #begin(delay = 0) {
    const signal = this.#ask();
    const known = this.narration;
    if (known?.state === "ready" && known.url) {
      this.#load(known.url, "track");
      this.#asking = null;
      return this.#confirm(known.url, signal);
    }
    wake(this.media);
    if (this.spare) wake(this.spare);
    if (delay) await pause(delay, signal);
    try {
      if (signal.aborted) return;
      const narration = await this.pressing.answer(signal);
      if (!signal.aborted) this.#open(narration);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  /**
   * Sends a press for a track that plays already; if the answer names another track, plays that one instead.
   * @param {string} url  of the track
   * @param {AbortSignal} signal  ends it
   */
  async #confirm(url, signal) {
    try {
      await pause(this.media.readyState ? 0 : 99, signal); // after the request for the track
      const narration = await this.service.press(this.id);
      if (signal.aborted) return;
      const isSame = narration.state === "ready" && withoutQuery(narration.url ?? "") === withoutQuery(url);
      if (isSame || this.kind !== "track" || this.position > NEAR_S) {
        if (narration.voice === this.voice) this.learn(narration); // another voice is heard at the next play
        return;
      }
      this.kind = "none"; // the article was edited, and hardly anything of its old text was heard
      this.become("preparing");
      this.#open(narration);
    } catch (error) {
      if (!signal.aborted && isGone(error)) this.fail(error); // despite other errors, the track plays
    }
  }

  /** Loads the beginning of a track that is ready, so that it is heard at once after a press; WebKit may get stuck. */
  prepare() {
    const { media, narration } = this;
    if (isWebKit || media.src || narration?.state !== "ready" || !narration.url) return;
    media.preload = "metadata";
    media.src = this.service.absolute(narration.url);
  }

  /** @returns {AbortSignal} aborted when the sound is closed or another request begins */
  #ask() {
    this.#asking?.abort();
    this.#asking = new AbortController();
    if (this.signal.aborted) this.#asking.abort();
    return this.#asking.signal;
  }

  /** @param {Narration} narration */
  #open(narration) {
    this.#asking = null;
    this.learn(narration);
    if (this.settle()) return;
    const { url, hls_url, stream_url } = narration;
    if (url && (this.wanted ?? 0) > NEAR_S) return this.#load(url, "track"); // the earlier track
    const isHopeless = this.#tries > 1; // then no stream is loaded, and the track is awaited
    if (isHopeless) this.wait(true);
    else if (takesHls && hls_url) this.#load(hls_url, "hls");
    else if (stream_url) this.#load(this.#tries || this.wanted ? stream_url : quickStream(stream_url), "stream");
    void this.#follow();
  }

  /** @param {Narration} narration  from the latest answer of the service */
  learn(narration) {
    this.narration = { ...this.narration, ...narration }; // only some answers have `voices`
    this.duration = narration.duration_s ?? narration.estimated_s ?? this.duration;
    if ((this.wanted ?? 0) > (narration.duration_s ?? Infinity) - END_S) this.wanted = null;
    this.dispatchEvent(new Event("narration"));
  }

  /**
   * Once the narration is final and nothing plays, plays its track, or fails if there is none.
   * @returns {boolean} whether the narration is final
   */
  settle() {
    const { state, url, error } = /** @type {Narration} */ (this.narration);
    if (state !== "failed" && !(state === "ready" && url)) return false;
    const hasDriedUp = state === "failed" && this.isStream && this.isWaiting;
    if (this.kind !== "none" && !hasDriedUp) return true;
    this.wanted = this.place;
    if (url) this.#load(url, "track");
    else this.fail(new ServiceError(error?.retryable ? 503 : 422, error?.code ?? ""));
    return true;
  }

  async #follow() {
    const signal = this.#ask();
    try {
      await watch(this, signal);
    } catch (error) {
      if (!signal.aborted && (this.kind === "none" || isGone(error))) this.fail(error);
    }
    if (!signal.aborted) this.#asking = null;
  }

  /**
   * @param {string} url
   * @param {"stream" | "hls" | "track"} kind
   */
  #load(url, kind) {
    const { media } = this;
    const src = this.service.absolute(url);
    this.kind = kind;
    this.voice = this.narration?.voice ?? null;
    this.fingerprint = null;
    if (media.src !== src || media.error) media.src = src;
    this.setPace();
    if (!this.wanted || (kind !== "track" && this.wanted < NEAR_S)) this.wanted = null;
    if (kind === "track") media.currentTime = this.wanted || CODEC_DELAY_S; // some streams never begin after a seek
    if (this.isOn) this.start();
  }

  /** Handles the end of the article, or of a stream whose narration broke off. */
  async #isOver() {
    const { media, kind } = this;
    if (this.isStream && !this.#isWhole()) {
      const narration = await this.service.look(this.id, this.voice).catch(() => null); // then the last known state is used
      const isStill = media === this.media && kind === this.kind && media.ended;
      if (this.signal.aborted || !isStill) return;
      if (narration) this.learn(narration);
      if (!this.#isWhole()) return this.#breakOff();
    }
    this.#end();
  }

  #end() {
    this.isOn = false;
    this.voice = null;
    this.become("ended");
  }

  #isWhole() {
    const { narration, media } = this;
    return narration?.state === "ready" && media.currentTime > (narration.duration_s ?? 0) - NEAR_S;
  }

  /** Handles an interruption: continues with the track, or requests the narration again. */
  #breakOff() {
    if (this.#isWhole()) return this.#end();
    const { kind, narration } = this;
    this.#brokeAt = this.position;
    this.wanted = this.place;
    this.kind = "none";
    this.wait(true);
    if (kind === "hls" && this.wanted < NEAR_S && narration?.stream_url) {
      return this.#load(narration.stream_url, "stream");
    }
    if (kind !== "track" && narration && this.settle()) return;
    if (kind === "track") this.narration = null;
    if (!this.isOn) return this.become("paused");
    if (++this.#tries > MOST_TRIES) return this.fail(new ServiceError(0, "sound-broke-off"));
    this.become("preparing");
    void this.#begin((this.#tries - 1) * BACKOFF_MS);
  }

  /** @param {unknown} failure */
  fail(failure) {
    this.wanted = this.place;
    this.kind = "none";
    this.#asking?.abort();
    this.#asking = null;
    this.#tries = 0;
    this.narration = null;
    this.isOn = false;
    this.failure = failure;
    empty(this.media);
    this.tellWaiting(failure);
    this.become("failed");
  }
}
