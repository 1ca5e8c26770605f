// <listen-to-article>: the script that a page loads. Everything not needed before the press is in listening.js.
import { linkedTime, placeOf } from "./browser-storage.js";
import { closestAround, players } from "./page-trees.js";
import { isGone, Service, ServiceError } from "./service.js";
import { Shell } from "./before-press.js";
import { Sound } from "./sound.js";
import { describeAudio } from "./structured-data.js";
import { pause } from "./times.js";
/** @typedef {import("./listening.js").Listening} Listening */

/** Time from a press, or from when the pointer comes near, until more code is loaded: the sound has priority. */
const CONTROLS_AFTER_MS = 400;
/** Time after which a pointer that is still on the player has not come by chance. */
const STAYS_MS = 60;
/** Time until the first look is repeated, if the service names none. It doubles with each look. */
const LOOK_AGAIN_MS = 2_000;
const LOOK_AGAIN_AT_MOST_MS = 60_000;

/** @type {Promise<typeof import("./listening.js")> | undefined} */
let listening;
let isMissing = false;

/** Loads listening.js, once for all players of a page. */
function loadListening() {
  const url = new URL(`player/listening.js?v=${LISTENING_VERSION}`, import.meta.url);
  listening ??= import(url.href).catch((error) => {
    listening = undefined; // the next press tries again
    if (!isMissing) console.error(`listen-to-article: cannot load ${url}`);
    isMissing = true;
    throw error;
  });
  return listening;
}

/**
 * The tag. Attributes: `article-id`, `content`, `voice`, `signature`, `playlist`, `autonext`, `headline`, `lang`,
 * `theme`, `no-analytics`, `src`. Events bubble: `listen:play`, `listen:pause`, `listen:progress`,
 * `listen:ended`, `listen:error`, each with `detail` {articleId, seconds, duration}.
 */
export class ListenToArticle extends HTMLElement {
  static observedAttributes = ["article-id", "voice", "src", "lang", "theme", "headline"];

  /** Controls and other features from listening.js. @type {Listening | undefined} */
  listening;
  /** The article heard: the tag's own, or one of its playlist. @type {import("./types.js").Item} */
  item = { id: "", title: "" };
  /** All players of the page, for listening.js. */
  players = players;
  service = new Service("", null);
  sound = new Sound(this.service, "");
  shell = new Shell(this.attachShadow({ mode: "open" }), this);

  #isUp = false;
  #wasPlaying = false;
  #wasRemoved = false;
  /** True if the player is hidden because there is no audio. */
  #isVoid = false;
  /** Number of times that the first look failed. */
  #misses = 0;
  /** Detail of the last event that this tag sent. Its target may be changed to a shadow root's host. @type {unknown} */
  #said;
  #up = Promise.withResolvers();
  #onSight = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) void this.#look();
  });
  #afar = new AbortController();

  connectedCallback() {
    players.add(this);
    if (!this.#isUp) this.#build();
    this.shell.speakLanguage();
    if (this.sound.state === "idle" && !this.sound.narration) this.#onSight.observe(this);
    if (this.#wasRemoved) this.listening?.follow(this.sound);
    this.#wasRemoved = false;
    this.#afar = new AbortController();
    const { signal } = this.#afar;
    const others = /** @param {Event} event */ (event) => {
      if (/** @type {CustomEvent} */ (event).detail !== this.#said && this.sound.isOn) this.pause();
    };
    document.addEventListener("listen:play", others, { signal });
    addEventListener("pagehide", () => this.sound.release(), { signal });
    const onLink = () => {
      const linked = linkedTime(this, this.item.id);
      if (linked && linked < (this.sound.narration?.duration_s ?? Infinity) - 1) this.seek(linked);
    };
    addEventListener("hashchange", onLink, { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#dressAgain(), { signal });
    this.show();
  }

  disconnectedCallback() {
    this.#onSight.disconnect();
    this.#afar.abort();
    queueMicrotask(() => {
      if (this.isConnected) return; // the element was only moved
      players.delete(this);
      this.sound.release();
      this.listening?.leave();
      this.#wasRemoved = true;
    });
  }

  attributeChangedCallback(
    /** @type {string} */ name,
    /** @type {string | null} */ before,
    /** @type {string | null} */ after,
  ) {
    if (!this.#isUp || before === after) return;
    if (name === "lang" || name === "theme") return this.#dressAgain();
    if (name === "headline") this.#name();
    else this.#begin();
    this.show();
  }

  /** The HTMLMediaElement in use. */
  get media() {
    return this.sound.media;
  }

  /**
   * Plays, or will play once the tag is on a page. Browsers allow it only after a click or tap on the page.
   * @returns {Promise<void>} resolves when the sound begins
   * @throws {unknown} NotAllowedError if the browser forbids it, AbortError if it is paused before, or the failure
   */
  play() {
    return this.#isUp ? this.sound.play() : this.#up.promise.then(() => this.sound.play());
  }

  pause() {
    this.sound.pause();
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.sound.seek(seconds);
  }

  /** Goes back to the tag's own article, at the end of a playlist. */
  takeOwn() {
    this.take({ id: this.getAttribute("article-id") ?? "", title: this.#headline() });
    void this.#look();
  }

  /**
   * Plays another article, such as the next one of a playlist.
   * @param {import("./types.js").Item} item
   * @param {Sound} [before]  sound whose elements are reused; it is closed
   */
  take(item, before = this.sound) {
    const { id, narration, service } = this.sound;
    before.close(); // says "pause" where it played
    this.item = item;
    this.sound = new Sound(this.service, item.id, before);
    this.sound.wanted = placeOf(item.id);
    if (narration && id === item.id && service === this.service) this.sound.learn(narration);
    for (const event of ["state", "narration", "time", "seek", "forbidden"]) this.sound.addEventListener(event, this);
    this.#wasPlaying = false;
    this.listening?.follow(this.sound);
    this.show();
  }

  /** Handles events of `sound`, pointer and focus. @param {Event} event */
  handleEvent(event) {
    if (event.type === "narration" || event.type === "state") {
      this.#name();
      describeAudio(this.sound, { title: this.item.title, language: this.shell.language });
    }
    if (event.type === "state") this.#onState();
    else if (event.type === "forbidden") this.#say("error");
    else if (event.type === "time" && this.#wasPlaying) this.#say("progress");
    else if (event.target !== this.sound && !this.sound.isOn) void this.#prepare();
    if (event.type !== "time") this.show();
  }

  show() {
    this.shell.show(this.sound, this.item.title);
    this.listening?.show();
  }

  #build() {
    this.#isUp = true;
    this.shell.play.addEventListener("click", () => {
      if (this.sound.isOn) this.pause();
      else void this.play();
    });
    this.shell.play.onmousedown = ({ button }) => button || this.sound.pressing.begin();
    this.#up.resolve(undefined);
    for (const event of ["pointerenter", "focusin", "pointerdown"]) this.addEventListener(event, this);
    this.#begin();
  }

  #begin() {
    if (this.#isVoid) this.hidden = false;
    this.#isVoid = false;
    this.#misses = 0;
    const base = new URL(this.getAttribute("src") ?? ".", this.hasAttribute("src") ? document.baseURI : import.meta.url);
    this.service = new Service(base.href.replace(/\/?$/, "/"), this.getAttribute("voice"), (id) =>
      id === this.getAttribute("article-id") ? this.getAttribute("signature") : null);
    this.take({ id: this.getAttribute("article-id") ?? "", title: this.#headline() });
    const linked = linkedTime(this, this.item.id);
    if (linked) this.sound.wanted = linked;
    this.#onSight.unobserve(this);
    if (this.isConnected) this.#onSight.observe(this);
  }

  /** Updates the title of the tag's own article; a page may change its title later than the tag's `article-id`. */
  #name() {
    if (this.item.id === this.getAttribute("article-id")) this.item.title = this.#headline();
  }

  #headline() {
    const heading = closestAround(this, "article")?.querySelector("h1, h2, h3") ?? document.querySelector("h1");
    const meta = document.querySelector("meta[property='og:title']")?.getAttribute("content");
    const found = this.getAttribute("headline") || (players.size < 2 && meta) || heading?.textContent || meta;
    return (found || document.title).trim().replace(/\s+/g, " ");
  }

  #dressAgain() {
    this.shell.speakLanguage();
    this.listening?.speakLanguage();
    this.show();
  }

  /** The only request before a press. Without audio the player stays hidden. */
  async #look() {
    this.#onSight.disconnect();
    const { sound, item } = this;
    try {
      if (!item.id) throw new ServiceError(404, "article-id is missing");
      const narration = await this.service.look(item.id);
      const isHopeless = narration.state === "failed" && !narration.url && !narration.error?.retryable;
      if (sound === this.sound && sound.state === "idle") {
        sound.learn(narration);
        if (isHopeless) this.#vanish();
      }
    } catch (error) {
      if (sound !== this.sound || sound.state !== "idle") return;
      if (isGone(error)) this.#vanish();
      else this.#lookLater(/** @type {ServiceError} */ (error));
    }
    this.show();
  }

  /** @param {ServiceError} error  of the last look */
  #lookLater({ retryAfterS }) {
    const wait = Math.min(retryAfterS * 1000 || LOOK_AGAIN_MS * 2 ** this.#misses++, LOOK_AGAIN_AT_MOST_MS);
    setTimeout(() => {
      if (this.isConnected && this.sound.state === "idle" && !this.sound.narration) this.#onSight.observe(this);
    }, wait);
  }

  #vanish() {
    this.#isVoid = true;
    this.hidden = true;
  }

  /**
   * Prepares for a press when the pointer or the focus comes near. Connections are opened each time, because browsers
   * close one that is not used for a while. The connection without credentials is for the press.
   */
  async #prepare() {
    for (const crossOrigin of [null, "anonymous"]) {
      const link = document.createElement("link");
      Object.assign(link, { rel: "preconnect", href: this.service.base, crossOrigin });
      document.head.append(link);
      link.remove();
    }
    await pause(STAYS_MS);
    if (this.matches(":hover, :focus-within")) this.sound.prepare();
    await pause(CONTROLS_AFTER_MS);
    await loadListening().catch(() => {});
  }

  #onState() {
    const { state } = this.sound;
    if (state === "preparing") setTimeout(() => this.#attach(), CONTROLS_AFTER_MS);
    if (state === "playing") void this.#attach();
    const isPlaying = state === "playing";
    if (isPlaying && !this.#wasPlaying) this.#say("play");
    if (!isPlaying && this.#wasPlaying) this.#say(state === "ended" ? "ended" : "pause");
    if (state === "failed") this.#say("error");
    this.#wasPlaying = isPlaying;
  }

  async #attach() {
    if (this.listening || !this.isConnected) return;
    const { Listening } = await loadListening().catch(() => ({ Listening: null }));
    if (!Listening || this.listening || !this.isConnected) return;
    this.listening = new Listening(this);
    this.show();
  }

  /** @param {string} what */
  #say(what) {
    const { item, sound } = this;
    const detail = { articleId: item.id, seconds: sound.position, duration: sound.duration };
    this.#said = detail;
    const event = () => new CustomEvent(`listen:${what}`, { bubbles: true, composed: true, detail });
    this.dispatchEvent(event());
    if (!this.isConnected) document.dispatchEvent(event()); // the page learns that a removed player pauses
  }
}

if (!customElements.get("listen-to-article")) customElements.define("listen-to-article", ListenToArticle);
