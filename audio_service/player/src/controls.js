// Controls beside the play button: progress bar, times, skip buttons, speed, volume.
import { paragraphIcon, SKIP_S, skipIcon, volumeIcon } from "./icons.js";
import { make } from "./create-element.js";
import { fill } from "./strings.js";
import { clock, unit } from "./times.js";
/** @typedef {import("./listening.js").Listening} Listening */

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/**
 * A button with an icon and a name.
 * @param {string} part
 * @param {string} name
 * @param {Node} face
 * @param {() => void} act
 */
export function button(part, name, face, act) {
  const made = make("button", { type: "button", class: part, part, "aria-label": name, title: name }, face);
  made.addEventListener("click", act);
  return made;
}

/** Returns whether a page may set the volume on this device; Apple's touch devices do not allow it. */
const canSetVolume = () => {
  const probe = new Audio();
  probe.volume = 0.5;
  return probe.volume === 0.5 && !/iP(hone|ad|od)/.test(navigator.userAgent);
};

export class Controls {
  #isDragged = false;

  /** @param {Listening} listening */
  constructor(listening) {
    this.listening = listening;
    const { strings, shell } = listening;
    this.played = make("i", { class: "played", part: "played" });
    this.buffered = make("i", { class: "buffered" });
    this.made = make("i", { class: "made" });
    this.bubble = make("output", { class: "bubble", "aria-hidden": "true" });
    this.seek = make("input", { type: "range", class: "seek", part: "seek", min: "0", step: "any", "aria-label": strings.position });
    this.bar = make(
      "div",
      { class: "bar", part: "bar" },
      make("span", { class: "rail", part: "rail" }, this.made, this.buffered, this.played),
      this.seek,
      this.bubble,
    );
    this.time = make("span", { class: "time", part: "time" });
    this.total = make("span", { class: "time total", part: "total" });
    this.speed = make(
      "select",
      { class: "speed", part: "speed", dir: "ltr", "aria-label": strings.speed, title: strings.speed },
      ...SPEEDS.map((speed) => make("option", { value: String(speed) }, this.#speedName(speed))),
    );
    this.mute = button("mute", strings.mute, volumeIcon(false), () => listening.mute());
    shell.deck.replaceChildren(
      button("previous", strings.previous, paragraphIcon(), () => listening.skipParagraph(-1)),
      button("back", strings.back, skipIcon(), () => listening.skip(-SKIP_S)),
      this.time,
      this.bar,
      this.total,
      button("forward", strings.forward, skipIcon(), () => listening.skip(SKIP_S)),
      button("next", strings.next, paragraphIcon(), () => listening.skipParagraph(1)),
    );
    shell.tools.replaceChildren(make("div", { class: "pill" }, this.speed));
    if (canSetVolume()) shell.tools.append(this.#volume());
    this.#listen();
  }

  #volume() {
    const { listening } = this;
    this.loudness = make("input", {
      type: "range", class: "loudness", part: "volume", min: "0", max: "1", step: "0.05", "aria-label": listening.strings.volume,
    });
    this.loudness.addEventListener("input", () => listening.setVolume(Number(this.loudness?.value)));
    return make("div", { class: "volume" }, this.mute, this.loudness);
  }

  /** @param {number} speed */
  #speedName(speed) {
    return `${speed.toLocaleString(this.listening.language)}×`;
  }

  #listen() {
    const { seek, listening, bar } = this;
    seek.addEventListener("input", () => {
      this.#isDragged = true;
      this.#showTime(Number(seek.value), true);
    });
    seek.addEventListener("change", () => {
      this.#isDragged = false;
      listening.player.seek(Number(seek.value));
    });
    this.speed.addEventListener("change", () => listening.setSpeed(Number(this.speed.value)));
    bar.addEventListener("pointermove", (event) => {
      const { left, width } = seek.getBoundingClientRect();
      const isMirrored = getComputedStyle(bar).direction === "rtl";
      const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
      const at = isMirrored ? 1 - share : share;
      this.bubble.textContent = clock(at * Number(seek.max), listening.language);
      bar.style.setProperty("--pointed", String(at));
    });
  }

  show() {
    const { listening, seek } = this;
    const { sound, language, strings } = listening;
    const duration = listening.duration;
    const isReady = sound.narration?.state === "ready";
    const end = duration || 1;
    if (seek.max !== String(end)) seek.max = String(end);
    this.made.style.setProperty("--at", String(listening.madeShare));
    const ranges = sound.media.buffered;
    const reach = isReady && sound.kind === "track" && ranges.length ? ranges.end(ranges.length - 1) : 0;
    this.buffered.style.setProperty("--at", String(Math.min(1, reach / end)));
    const about = isReady || !duration ? "" : "≈\u2009";
    this.total.textContent = duration ? about + clock(duration, language) : "–:––";
    if (!this.#isDragged) this.#showTime(sound.position, this.#isUnwatched());
    if (this.speed.value !== String(sound.speed)) this.speed.value = String(sound.speed);
    const { volume, muted } = sound.media;
    const isMuted = muted || volume === 0;
    if (this.mute.classList.contains("muted") !== isMuted) {
      this.mute.classList.toggle("muted", isMuted);
      this.mute.replaceChildren(volumeIcon(isMuted));
      this.mute.ariaLabel = this.mute.title = isMuted ? strings.unmute : strings.mute;
    }
    if (this.loudness) {
      this.loudness.value = String(muted ? 0 : volume);
      this.loudness.style.setProperty("--at", String(muted ? 0 : volume));
    }
  }

  /** Announces the position to screen readers, after the listener has moved to another one. */
  tellTime() {
    this.#showTime(this.listening.sound.place, true);
  }

  /**
   * Removes the list of speeds from the page and adds it again. Without this, Chromium keeps a changed list in memory
   * to fill in forms, and with the list the whole removed player.
   */
  leave() {
    this.speed.parentElement?.append(this.speed);
  }

  /** Returns whether the progress bar has no focus: with focus, a screen reader would announce every second. */
  #isUnwatched() {
    return this.seek.getRootNode() instanceof ShadowRoot &&
      /** @type {ShadowRoot} */ (this.seek.getRootNode()).activeElement !== this.seek;
  }

  /**
   * @param {number} seconds
   * @param {boolean} isTold  true to announce the time to a screen reader
   */
  #showTime(seconds, isTold) {
    const { language, strings, duration } = this.listening;
    this.time.textContent = clock(seconds, language);
    this.seek.value = String(seconds);
    this.played.style.setProperty("--at", String(duration ? Math.min(1, seconds / duration) : 0));
    if (isTold || !this.seek.getAttribute("aria-valuetext")) {
      const values = { time: said(seconds, language), total: said(duration, language) };
      const text = fill(strings.of, values);
      if (this.seek.getAttribute("aria-valuetext") !== text) this.seek.setAttribute("aria-valuetext", text);
    }
  }
}

/**
 * @param {number} seconds
 * @param {string} language
 * @returns {string} such as "1 minute 3 seconds"
 */
export function said(seconds, language) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [];
  if (whole >= 3600) parts.push(unit(Math.floor(whole / 3600), "hour", "long", language));
  if (whole >= 60) parts.push(unit(Math.floor(whole / 60) % 60, "minute", "long", language));
  if (whole % 60 || whole < 60) parts.push(unit(whole % 60, "second", "long", language));
  return parts.join(" ");
}
