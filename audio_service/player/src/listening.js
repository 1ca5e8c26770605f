// The player after the press: controls, cues, marks and playlist.
import { Controls, SPEEDS } from "./controls.js";
import { Cues } from "./cues.js";
import { checkConnection } from "./connection-check.js";
import { handOver, leaveMp4, placeInTrack } from "./handover.js";
import { takeKeys } from "./keyboard.js";
import { LISTENING_LOOK } from "./listening-styles.js";
import { LISTENING_STRINGS } from "./listening-strings.js";
import { leaveLockScreen, takeLockScreen, tellLockScreen } from "./lock-screen.js";
import { dress } from "./create-element.js";
import { recall, remember } from "./browser-storage.js";
import { Menu } from "./menu.js";
import { Mini } from "./mini.js";
import { isOpen } from "./popovers.js";
import { OtherTabs } from "./other-tabs.js";
import { upcoming } from "./playlist.js";
import { Plays } from "./plays.js";
import { Positions } from "./positions.js";
import { ReadAlong } from "./read-along.js";
import { findContent } from "./page-text.js";
import { fill, inLanguage, isolated } from "./strings.js";
import { clock } from "./times.js";
import { VoiceChoice } from "./voice-choice.js";
/** @typedef {import("./player.js").ListenToArticle} Player */
/** @typedef {import("./sound.js").Sound} Sound */
/** @typedef {import("./types.js").Item} Item */

const NEAR_END_S = 15;
/** Seconds of audio that must be made beyond a position before a stream may seek there. */
const AHEAD_S = 4;
const MESSAGE_MS = 2_500;

export class Listening {
  language = "";
  strings = inLanguage("en");
  positions = new Positions(this);
  voices = new VoiceChoice(this);
  /** @type {Cues | null} */
  cues = null;
  /** @type {ReadAlong | null} */
  #readAlong = null;
  /** Elements of the page in which `#readAlong` marks sentences. @type {Element[]} */
  #content = [];
  #message = "";
  #messageTimer = 0;
  #frame = 0;
  #tabs = new OtherTabs(() => this.player.pause());
  #isChecked = new AbortController();
  #isBound = new AbortController();

  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.shell = player.shell;
    this.sound = player.sound;
    dress(/** @type {ShadowRoot} */ (player.shadowRoot), LISTENING_LOOK);
    this.speakLanguage();
    this.mini = new Mini(this);
    takeKeys(this);
    const { speed = 1, volume = 1 } = recall();
    if (speed >= SPEEDS[0] && speed <= Math.max(...SPEEDS)) player.sound.speed = +speed;
    this.follow(player.sound);
    if (volume >= 0 && volume < 1) this.#level(+volume, false);
  }

  /** Makes the controls, in the player's language; makes them again if the language changes. */
  speakLanguage() {
    if (this.language === this.shell.language) return;
    this.language = this.shell.language;
    this.strings = { ...this.shell.strings, ...inLanguage(this.language, LISTENING_STRINGS) };
    this.menu?.leave();
    this.menu?.panel.remove();
    this.controls = new Controls(this);
    this.menu = new Menu(this);
  }

  /** @param {Sound} sound  sound that is playing now */
  follow(sound) {
    this.#letGo();
    this.#isBound = new AbortController();
    const { signal } = this.#isBound;
    this.sound = sound;
    this.cues = new Cues(sound);
    this.positions.follow();
    this.plays = new Plays(sound, this.player, signal);
    this.mini.watch();
    addEventListener("pagehide", () => this.positions.keep(), { signal });
    this.cues.addEventListener("change", () => this.#onCues(), { signal });
    const unreachable = () => this.say(this.strings.unreachable);
    const [narration, state, seek] = [() => this.#onNarration(), () => this.#onState(), () => this.#onSeek()];
    const on = { narration, state, seek, unreachable, time: () => this.#onTime(), media: () => this.#onTime() };
    for (const [event, act] of Object.entries(on)) sound.addEventListener(event, act, { signal });
    const listen = () => {
      for (const event of ["ratechange", "volumechange"]) sound.media.addEventListener(event, this, { signal });
    };
    listen();
    sound.addEventListener("media", listen, { signal });
    this.#onNarration();
    this.#onState();
  }

  /** Stops, because the player was removed from the page; `follow` starts again. */
  leave() {
    this.#letGo();
    clearTimeout(this.#messageTimer);
    leaveLockScreen(this);
    this.controls?.leave();
    this.menu?.leave();
  }

  #letGo() {
    if (this.cues) this.positions.keep();
    this.#isBound.abort();
    this.#isChecked.abort();
    this.#tabs.tell(false);
    this.cues?.close();
    cancelAnimationFrame(this.#frame);
    this.#leaveText();
    this.mini.leave();
  }

  /** Length of the audio, or its estimated length. */
  get duration() {
    return this.sound.narration?.duration_s ?? Math.max(this.sound.duration, this.cues?.madeS ?? 0);
  }

  /** Part of the audio that is made, from 0 to 1. */
  get madeShare() {
    const { narration, kind, duration, madeS } = this.sound;
    if (!narration || narration.state === "ready" || kind === "track") return 1;
    const { clips_done, clips_total } = narration.progress;
    const share = clips_total ? clips_done / clips_total : 0;
    return Math.min(1, Math.max(share, duration ? madeS / duration : 0));
  }

  /** The next articles of the playlist. @type {Item[]} */
  get upcoming() {
    return upcoming(this.player, this.strings.unnamed);
  }

  /** @param {number} seconds */
  skip(seconds) {
    this.player.seek(this.sound.position + seconds);
  }

  /** @param {1 | -1} direction */
  skipParagraph(direction) {
    const to = this.cues?.paragraph(this.sound.position, direction) ?? null;
    if (to !== null) this.player.seek(to);
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.sound.speed = speed;
    remember({ speed });
    this.#onTime();
  }

  /** @param {number} volume */
  setVolume(volume) {
    const level = Math.round(Math.min(1, Math.max(0, volume)) * 100) / 100;
    this.#level(level, false);
    remember({ volume: level });
    this.show();
  }

  mute() {
    const { volume, muted } = this.sound.media;
    const isMuted = muted || volume === 0;
    this.#level(isMuted && volume === 0 ? 0.5 : volume, !isMuted);
    this.show();
  }

  /**
   * Plays an article in its own tag, if it has one on the page. That tag gets the media elements of
   * this one, because a browser may refuse elements on which the listener has not pressed play.
   * @param {Item} item
   */
  hear(item) {
    const { player } = this;
    const own = /** @type {Player | undefined} */ (
      [...player.players].find((other) => other !== player && other.getAttribute("article-id") === item.id)
    );
    const heir = own ?? player;
    const { sound } = heir;
    heir.take(heir.item.id === item.id ? heir.item : item, player.sound);
    if (own) player.take(player.item, sound);
    void heir.play();
  }

  /** @param {string} text  shown for a moment, and announced to screen readers */
  say(text) {
    this.#message = text;
    this.shell.status.textContent = text;
    this.show();
    clearTimeout(this.#messageTimer);
    this.#messageTimer = setTimeout(() => {
      this.#message = "";
      this.player.show();
    }, MESSAGE_MS);
  }

  show() {
    const { sound, shell, player, strings, language } = this;
    this.controls?.show();
    this.mini.show();
    if (this.menu && isOpen(this.menu.panel)) this.menu.show();
    const isOther = player.item.id !== player.getAttribute("article-id");
    shell.title.textContent = isOther ? player.item.title : shell.strings.listen;
    const [next] = this.#isNearEnd() ? this.upcoming : [];
    const isMaking = sound.narration && sound.state !== "failed" && this.madeShare < 1;
    const before = shell.note.textContent;
    if (this.#message) shell.note.textContent = this.#message;
    else if (sound.state === "failed") return;
    else if (sound.wanted !== null && isMaking) {
      shell.note.textContent = fill(strings.later, { time: clock(sound.wanted, language) });
    } else if (next) shell.note.textContent = fill(strings.upNextIs, { title: isolated(next.title) });
    else if (isMaking && sound.state === "preparing" && this.madeShare) {
      const percent = this.madeShare.toLocaleString(language, { style: "percent" });
      shell.note.textContent = `${strings.preparing} · ${fill(strings.made, { percent })}`;
    }
    if (shell.note.textContent !== before) shell.card.classList.add("telling");
  }

  #isNearEnd() {
    const { state, position, narration } = this.sound;
    if (state === "ended") return true;
    return state === "playing" && !!narration?.duration_s && position > narration.duration_s - NEAR_END_S;
  }

  /**
   * @param {number} volume
   * @param {boolean} isMuted
   */
  #level(volume, isMuted) {
    Object.assign(this.sound.media, { volume, muted: isMuted });
  }

  /** Takes over a speed or volume that the page has set on the media element. @param {Event} event */
  handleEvent({ target }) {
    const { sound } = this;
    if (target !== sound.media) return;
    if (sound.media.playbackRate) sound.speed = sound.media.playbackRate;
    this.show();
  }

  #onNarration() {
    this.voices.keep();
    this.#moveToTrack();
    this.show();
  }

  /** Changes from a stream to the track when the track is ready; tries again when the stream has no more data. */
  #moveToTrack() {
    if (this.sound.narration?.state === "ready" && this.cues) void handOver(this.sound, this.cues);
  }

  #onState() {
    const { sound } = this;
    cancelAnimationFrame(this.#frame);
    this.#isChecked.abort();
    this.#tabs.tell(sound.state === "playing");
    if (sound.isWaiting) this.#moveToTrack();
    if (sound.state === "playing" && sound.isWaiting) {
      this.#isChecked = new AbortController();
      void checkConnection(sound, () => this.say(this.strings.offline), this.#isChecked.signal);
    }
    if (sound.state === "playing") {
      takeLockScreen(this.player, this);
      this.#tick();
    } else if (sound.state === "ended") this.#onEnd();
    else this.positions.keep();
    if (sound.state !== "idle") tellLockScreen(this);
  }

  #onSeek() {
    leaveMp4(this.sound);
    this.show();
    this.controls?.tellTime();
  }

  #onEnd() {
    this.#readAlong?.clear();
    this.positions.keep();
    const { player } = this;
    const [next] = this.upcoming;
    if (next && player.getAttribute("autonext") !== "off") setTimeout(() => this.hear(next));
    else if (!next && player.item.id !== player.getAttribute("article-id")) setTimeout(() => player.takeOwn());
  }

  #onTime() {
    const { sound } = this;
    this.#followText();
    this.show();
    tellLockScreen(this);
    if (sound.state === "paused") this.#mark();
    this.positions.keepSometimes();
  }

  #onCues() {
    this.#followText();
    this.#readAlong?.setCues(this.cues?.list ?? []);
    this.positions.resume();
    const { wanted } = this.sound;
    if (wanted !== null && this.sound.canReach(wanted + AHEAD_S)) this.sound.seek(wanted);
    this.show();
  }

  /** Finds the article's text on the page, and again after the page has replaced it. */
  #followText() {
    const { player } = this;
    const selector = player.getAttribute("content");
    const isOwn = player.item.id === player.getAttribute("article-id");
    const content = selector && isOwn && this.cues?.list.length ? findContent(player, selector) : [];
    if (content.length === this.#content.length && content.every((one, number) => one === this.#content[number])) return;
    this.#leaveText();
    this.#content = content;
    if (!content.length) return;
    this.#readAlong = new ReadAlong(content, {
      seek: (seconds) => this.#hearFrom(seconds),
      strings: this.strings,
      mount: this.shell.frame,
      clickable: !player.hasAttribute("no-click-to-play"),
      follow: !player.hasAttribute("no-auto-scroll"),
      mayScroll: () => !this.menu || !isOpen(this.menu.panel), // the menu closes when the page scrolls
    });
    this.#readAlong.setCues(this.cues?.list ?? []);
  }

  #leaveText() {
    this.#readAlong?.destroy();
    this.#readAlong = null;
    this.#content = [];
  }

  /** @param {number} seconds  start of the sentence that the reader clicked */
  #hearFrom(seconds) {
    this.player.seek(seconds);
    void this.player.play();
  }

  #tick() {
    this.#mark();
    this.#frame = requestAnimationFrame(() => this.#tick());
  }

  #mark() {
    if (this.sound.kind !== "none") this.#readAlong?.showTime(placeInTrack(this.sound.media));
  }
}
