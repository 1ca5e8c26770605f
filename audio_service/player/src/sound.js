// From a press to something heard: two media elements, one that sounds and one that can take over.
import { ServiceError } from "./service.js";
/** @typedef {import("./types.js").Narration} Narration */
/** @typedef {import("./types.js").State} State */

// A fifth of a second of silence: it wakes the decoder, and keeps Safari's leave to play until the
// answer is there.
const SILENCE = `data:audio/mpeg;base64,${`/+MYxAAAAANIAAAAAF${"V".repeat(78)}`.repeat(8)}`;

const POLL_MS = 700;
const SLOWEST_POLL_MS = 4_000;
const MOST_MISSES = 6;
const NEAR_S = 1.5;

/** What comes before the first sound, in every MP3 of the service: the codec's delay. */
const CODEC_DELAY_S = 0.05;

// Chromium says "maybe" to HLS and then refuses it, so the engine decides.
const takesHls =
  navigator.vendor.startsWith("Apple") &&
  document.createElement("audio").canPlayType("application/vnd.apple.mpegurl") !== "";

/** @param {number} ms */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** @param {string} step */
const mark = (step) => performance.mark(`listen:${step}`);

/**
 * The sound of one article.
 *
 * Events: `state` when `state` or `isWaiting` changed, `narration` when more is known of it, `time`
 * when time has passed, `media` when another element sounds, `seek` when the listener goes elsewhere.
 */
export class Sound extends EventTarget {
  /** @type {State} */
  state = "idle";
  /** Whether sound is wanted and does not come. */
  isWaiting = false;
  /** @type {"none" | "stream" | "hls" | "track"} what `media` plays */
  kind = "none";
  /** @type {Narration | null} as last seen */
  narration = null;
  /** Where to begin, or to go to as soon as that is possible. @type {number | null} */
  wanted = null;
  /** @type {unknown} why `state` is failed */
  failure = null;
  /** Whether the listener wants to hear something. */
  isOn = false;
  /** How far a stream reaches that is still being made, in seconds. */
  madeS = 0;

  #speed = 1;
  #duration = 0;
  #polling = 0;
  #triesLeft = 1;

  /**
   * @param {import("./service.js").Service} service
   * @param {string} id  of the article
   * @param {Sound} [before]  whose elements it takes over: they may play already
   */
  constructor(service, id, before) {
    super();
    this.service = service;
    this.id = id;
    this.media = before?.media ?? new Audio();
    this.spare = before?.spare ?? new Audio();
    this.#speed = before?.speed ?? 1;
    before?.close();
    this.#listeners = new AbortController();
    for (const element of [this.media, this.spare]) {
      for (const event of ["playing", "pause", "waiting", "ended", "error", "timeupdate", "loadedmetadata"]) {
        element.addEventListener(event, this, { signal: this.#listeners.signal });
      }
    }
  }
  /** @type {AbortController} */
  #listeners;

  /** Seconds heard so far, or where it will begin. */
  get position() {
    return this.wanted ?? (this.kind === "none" ? 0 : this.media.currentTime);
  }

  /** How long it is: measured, or estimated, or 0. */
  get duration() {
    return this.#duration;
  }

  get speed() {
    return this.#speed;
  }

  set speed(speed) {
    this.#speed = speed;
    for (const element of [this.media, this.spare]) {
      element.defaultPlaybackRate = speed;
      element.playbackRate = speed;
    }
    this.dispatchEvent(new Event("speed"));
  }

  play() {
    this.isOn = true;
    if (this.state === "playing" || this.state === "preparing") return;
    if (this.kind === "none") {
      this.#become("preparing");
      if (!this.#polling) void this.#begin();
      return;
    }
    if (this.state === "ended") return this.#again();
    this.#start();
  }

  pause() {
    this.isOn = false;
    this.media.pause();
    if (this.state === "preparing") this.#become("paused");
  }

  /**
   * Goes to a time, or there as soon as it can: a stream knows only what it is saying.
   * @param {number} seconds
   */
  seek(seconds) {
    const end = this.narration?.duration_s ?? Infinity;
    this.wanted = Math.min(Math.max(0, seconds || 0), end);
    if (this.canReach(this.wanted)) {
      this.media.currentTime = this.wanted;
      this.wanted = null;
    }
    if (this.state === "ended") this.#become("paused");
    this.dispatchEvent(new Event("seek"));
    this.dispatchEvent(new Event("time"));
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

  /**
   * The spare element, which holds the track at the right time, takes over.
   * @param {boolean} isHeard  whether it plays on
   */
  takeOver(isHeard) {
    const old = this.media;
    this.media = this.spare;
    this.spare = old;
    this.kind = "track";
    this.wanted = null;
    if (isHeard) void this.media.play().catch(() => this.#become("paused"));
    empty(old);
    this.dispatchEvent(new Event("media"));
    this.dispatchEvent(new Event("time"));
  }

  /** Lets go of everything. */
  close() {
    this.isOn = false;
    this.#polling++;
    this.#listeners.abort();
    this.media.pause();
    this.spare.pause();
  }

  /** @param {Event} event  of one of the two elements */
  handleEvent(event) {
    if (event.target !== this.media || this.kind === "none") return;
    if (event.type === "playing") this.#isHeard();
    else if (event.type === "timeupdate") this.dispatchEvent(new Event("time"));
    else if (event.type === "loadedmetadata") this.#goWhereWanted();
    else if (event.type === "waiting") this.#runDry();
    else if (event.type === "ended") void this.#isOver();
    else if (event.type === "error" && this.media.error) this.#breakOff();
    else if (event.type === "pause" && !this.media.ended && this.state === "playing") {
      this.isOn = false;
      this.#become("paused");
    }
  }

  /** Begins anew what is over; a stream cannot be turned back. */
  #again() {
    this.wanted = null;
    if (this.kind === "track") {
      this.media.currentTime = 0;
      return this.#start();
    }
    this.kind = "none";
    this.#become("preparing");
    void this.#begin();
  }

  #isHeard() {
    mark("playing");
    this.#triesLeft = 1;
    this.#wait(false);
    this.#become("playing");
  }

  /** Nothing comes; of a narration that has failed nothing will, and browsers do not say so. */
  #runDry() {
    this.#wait(true);
    if (this.kind !== "track" && this.narration?.state === "failed") this.#breakOff();
  }

  /** A browser that did not heed the time it was given before it knew the sound. */
  #goWhereWanted() {
    if (this.wanted !== null && this.canReach(this.wanted)) {
      if (Math.abs(this.media.currentTime - this.wanted) > 1) this.media.currentTime = this.wanted;
      this.wanted = null;
    }
  }

  /** @param {boolean} isWaiting */
  #wait(isWaiting) {
    if (this.isWaiting === isWaiting) return;
    this.isWaiting = isWaiting;
    this.dispatchEvent(new Event("state"));
  }

  /** @param {State} state */
  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.isWaiting = false;
    this.dispatchEvent(new Event("state"));
  }

  async #begin() {
    mark("press");
    const known = this.narration;
    if (known?.state === "ready" && known.url) {
      this.#load(known.url, "track");
      this.service.press(this.id).then((narration) => this.learn(narration), () => {});
      return;
    }
    for (const element of takesHls ? [this.media, this.spare] : [this.media]) wake(element);
    const turn = ++this.#polling;
    try {
      const narration = await this.service.press(this.id);
      mark("posted");
      if (turn === this.#polling) this.#open(narration);
    } catch (error) {
      if (turn === this.#polling) this.#fail(error);
    }
  }

  /** @param {Narration} narration */
  #open(narration) {
    this.learn(narration);
    if (this.#settle()) return;
    const isFromStart = (this.wanted ?? 0) < NEAR_S;
    if (isFromStart && takesHls && narration.hls_url) this.#load(narration.hls_url, "hls");
    else if (isFromStart && narration.stream_url) this.#load(narration.stream_url, "stream");
    void this.#follow();
  }

  /** @param {Narration} narration  as the service has just told it */
  learn(narration) {
    this.narration = narration;
    this.#duration = narration.duration_s ?? narration.estimated_s ?? this.#duration;
    this.dispatchEvent(new Event("narration"));
  }

  /** @returns {boolean} whether nothing more will come */
  #settle() {
    const { state, url, error } = /** @type {Narration} */ (this.narration);
    if (state === "ready" && url) {
      if (this.kind === "none") this.#load(url, "track");
      return true;
    }
    if (state !== "failed") return false;
    if (this.kind === "none" || this.isWaiting) this.#fail(new ServiceError(error?.retryable ? 503 : 422, error?.code ?? ""));
    return true;
  }

  /** Looks at the narration until it is ready or has failed, less often the longer it takes. */
  async #follow() {
    const turn = ++this.#polling;
    let misses = 0;
    for (let wait = POLL_MS; ; wait = Math.min(wait * 1.15, SLOWEST_POLL_MS)) {
      await pause(wait);
      if (turn !== this.#polling) return;
      const isLost = this.narration?.state === "absent";
      try {
        const narration = await (isLost ? this.service.press(this.id) : this.service.look(this.id));
        if (turn !== this.#polling) return;
        misses = 0;
        this.learn(narration);
      } catch (error) {
        if (turn !== this.#polling) return;
        misses++;
        if (misses < MOST_MISSES) continue;
        this.#polling = 0;
        if (this.kind === "none") this.#fail(error);
        return;
      }
      if (this.#settle()) {
        this.#polling = 0;
        return;
      }
    }
  }

  /**
   * @param {string} url
   * @param {"stream" | "hls" | "track"} kind
   */
  #load(url, kind) {
    this.kind = kind;
    this.media.src = this.service.absolute(url);
    this.speed = this.#speed;
    if (kind !== "track" || !this.wanted) this.wanted = null;
    if (kind !== "hls") this.media.currentTime = this.wanted ?? CODEC_DELAY_S;
    mark("src");
    if (this.isOn) this.#start();
  }

  #start() {
    this.media.play().catch((error) => {
      if (error.name !== "NotAllowedError") return; // "error" tells of all else
      this.isOn = false;
      this.#become("paused");
    });
  }

  /** The end: of the article, or of a stream whose making broke off. */
  async #isOver() {
    if (this.kind !== "track" && !this.#isWhole()) {
      try {
        this.learn(await this.service.look(this.id));
      } catch {
        // what is known already decides
      }
      if (!this.#isWhole()) return this.#breakOff();
    }
    this.isOn = false;
    this.#become("ended");
  }

  #isWhole() {
    const { narration, media } = this;
    return narration?.state === "ready" && media.currentTime > (narration.duration_s ?? 0) - NEAR_S;
  }

  /** The sound broke off: goes on from the track once there is one, and asks for it again. */
  #breakOff() {
    const wasHls = this.kind === "hls";
    const wasTrack = this.kind === "track";
    const { narration } = this;
    this.wanted = this.position;
    this.kind = "none";
    this.#wait(true);
    if (wasHls && this.wanted < NEAR_S && narration?.stream_url) {
      this.#load(narration.stream_url, "stream");
    } else if (!wasTrack && narration && this.#settle()) {
      return;
    } else if (this.#triesLeft-- > 0) {
      this.#become(this.isOn ? "preparing" : "paused");
      this.narration = wasTrack ? null : narration;
      void this.#begin();
    } else {
      this.#fail(new ServiceError(0, "sound-broke-off"));
    }
  }

  /** @param {unknown} failure */
  #fail(failure) {
    this.wanted = this.position;
    this.kind = "none";
    this.#polling = 0;
    this.#triesLeft = 1;
    this.narration = null;
    this.isOn = false;
    this.failure = failure;
    empty(this.media);
    this.#become("failed");
  }
}

/** @param {HTMLAudioElement} element */
function wake(element) {
  element.src = SILENCE;
  element.play().catch(() => {}); // a policy may forbid data: URLs; then it just takes longer
}

/** @param {HTMLAudioElement} element */
function empty(element) {
  element.pause();
  element.removeAttribute("src");
  element.load();
}
