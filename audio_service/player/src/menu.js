// The menu behind the three dots: paragraphs, download, share, voices, next articles, keys.
import { button } from "./controls.js";
import { checkIcon, downloadIcon, moreIcon, noIcon, paragraphIcon, playIcon, shareIcon } from "./icons.js";
import { make } from "./create-element.js";
import { hasPopovers, isOpen } from "./popovers.js";
import { fill } from "./strings.js";
import { clock } from "./times.js";
import { shortNames } from "./voice-choice.js";
/** @typedef {import("./listening.js").Listening} Listening */

const GAP_PX = 6;

export class Menu {
  #shown = new AbortController();

  /** @param {Listening} listening */
  constructor(listening) {
    this.listening = listening;
    const { strings, shell } = listening;
    this.opener = button("more", strings.more, moreIcon(), () => this.toggle());
    this.opener.setAttribute("aria-expanded", "false");
    this.shareLabel = make("span");
    this.share = this.#row("share", shareIcon(), this.shareLabel, () => this.#share());
    this.download = make("a", { class: "row", part: "download", target: "_blank", rel: "noopener" }, downloadIcon(), strings.download);
    this.download.addEventListener("click", (event) => {
      event.preventDefault();
      void this.#save();
    });
    this.voices = make("div", { class: "section", part: "voices", role: "group", "aria-label": strings.voices });
    this.queue = make("ol", { class: "queue", "aria-label": strings.upNext });
    this.queueBox = make("div", { class: "section", part: "queue" }, heading(strings.upNext), this.queue);
    this.panel = make(
      "div",
      { class: "menu", part: "menu", popover: "auto", role: "group", "aria-label": strings.more },
      this.#row("narrow-only", paragraphIcon(), strings.previous, () => listening.skipParagraph(-1)),
      this.#row("narrow-only flip", paragraphIcon(), strings.next, () => listening.skipParagraph(1)),
      this.share,
      this.download,
      this.voices,
      this.queueBox,
      this.#keys(),
    );
    this.panel.addEventListener("toggle", (event) => {
      const isShown = /** @type {ToggleEvent} */ (event).newState === "open";
      this.opener.setAttribute("aria-expanded", String(isShown));
      this.#shown.abort();
      this.#shown = new AbortController();
      if (isShown) addEventListener("scroll", () => this.close(), { passive: true, signal: this.#shown.signal });
    });
    if (hasPopovers) shell.tools.append(this.opener);
    shell.box.append(this.panel);
  }

  /** Removes the event listener on the window: a menu that is removed from the page sends no `toggle` event. */
  leave() {
    this.#shown.abort();
  }

  close() {
    if (isOpen(this.panel)) this.panel.hidePopover();
  }

  toggle() {
    const { panel } = this;
    void this.listening.voices.learn();
    this.show();
    panel.togglePopover();
    if (!isOpen(panel)) return;
    const anchor = this.opener.getBoundingClientRect();
    const { width, height } = panel.getBoundingClientRect();
    const isMirrored = this.listening.shell.frame.dir === "rtl";
    const left = isMirrored ? anchor.left : anchor.right - width;
    const below = anchor.bottom + GAP_PX;
    const fits = below + height < innerHeight || anchor.top < height;
    const top = fits ? Math.min(below, innerHeight - height - GAP_PX) : anchor.top - height - GAP_PX;
    panel.style.left = `${Math.max(GAP_PX, Math.min(left, innerWidth - width - GAP_PX))}px`;
    panel.style.top = `${Math.max(GAP_PX, top)}px`;
    /** @type {HTMLElement | null} */ (panel.querySelector("button, a[href]"))?.focus();
  }

  show() {
    const { listening } = this;
    const { sound, strings, language } = listening;
    this.shareLabel.textContent = fill(strings.share, { time: clock(sound.position, language) });
    this.share.hidden = !tagOf(listening.player);
    const url = sound.narration?.url;
    this.download.hidden = !url;
    if (url) this.download.href = sound.service.absolute(url);
    this.#showVoices();
    const { upcoming } = listening;
    this.queueBox.hidden = !upcoming.length;
    const shown = upcoming.map(({ id }) => id).join(" ");
    if (this.queue.dataset.shown === shown) return;
    this.queue.dataset.shown = shown;
    this.queue.replaceChildren(
      ...upcoming.map((item) => make("li", {}, this.#row("item", playIcon(), item.title, () => listening.hear(item)))),
    );
  }

  /** Shows the voices in which the article is ready, if there are several. */
  #showVoices() {
    const { voices } = this;
    const { sound, strings } = this.listening;
    const { offered } = this.listening.voices;
    voices.hidden = offered.length < 2;
    const shown = voices.hidden ? "" : [...offered, sound.voice].join(" ");
    if (voices.dataset.shown === shown) return;
    voices.dataset.shown = shown;
    const names = shortNames(offered);
    const rows = offered.map((voice, number) => {
      const isHeard = voice === sound.voice;
      const act = () => void this.listening.voices.choose(voice);
      const row = this.#row("voice", isHeard ? checkIcon() : noIcon(), names[number], act);
      row.ariaPressed = String(isHeard);
      row.title = voice;
      return row;
    });
    voices.replaceChildren(heading(strings.voices), ...rows);
  }

  /**
   * @param {string} name
   * @param {Node} face
   * @param {Node | string} label
   * @param {() => void} act
   */
  #row(name, face, label, act) {
    const made = make("button", { type: "button", class: `row ${name}` }, face, make("span", { dir: "auto" }, label));
    made.addEventListener("click", () => {
      this.close();
      act();
    });
    return made;
  }

  #keys() {
    const { strings } = this.listening;
    const rows = [
      ["Space K", strings.keyPlay],
      ["← → J L", strings.keySkip],
      ["↑ ↓", strings.keyVolume],
      ["< > [ ]", strings.keySpeed],
      ["M", strings.keyMute],
    ].map(([keys, does]) => [
      make("dt", {}, ...keys.split(" ").map((key) => make("kbd", { dir: "ltr" }, key))),
      make("dd", {}, does),
    ]);
    return make("details", { class: "keys" }, make("summary", {}, strings.keys), make("dl", {}, ...rows.flat()));
  }

  /** Saves the MP3 under the article's name; a plain link to another site would open it instead. */
  async #save() {
    const { href } = this.download;
    this.close();
    try {
      const answer = await fetch(href);
      if (!answer.ok) throw new Error(answer.statusText);
      const url = URL.createObjectURL(await answer.blob());
      const name = this.listening.player.item.title.replace(/[\s\\/:*?"<>|\p{C}]+/gu, " ").trim();
      make("a", { href: url, download: `${name.slice(0, 120) || "audio"}.mp3` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch {
      open(href, "_blank", "noopener");
    }
  }

  async #share() {
    const { player, sound, strings } = this.listening;
    const link = new URLSearchParams({ listen: String(Math.floor(sound.position)) });
    if (player.players.size > 1) link.set("article", player.item.id);
    const url = `${location.href.split("#")[0]}#${link}`;
    try {
      if (navigator.share) return await navigator.share({ title: player.item.title, url });
      await navigator.clipboard.writeText(url);
    } catch (error) {
      if (/** @type {Error} */ (error).name === "AbortError") return;
      copy(url, this.listening.shell.frame);
    }
    this.listening.say(strings.copied);
  }
}

/** @param {string} text  which the section has as its name, too */
const heading = (text) => make("p", { "aria-hidden": "true" }, text);

/**
 * @param {import("./player.js").ListenToArticle} player
 * @returns {Element | undefined} the tag of the playing article, if it has one
 */
function tagOf({ item, players }) {
  return [...players].find((tag) => tag.getAttribute("article-id") === item.id);
}

/**
 * Copies a text in browsers that give no permission for the clipboard.
 * @param {string} text
 * @param {Element} place
 */
function copy(text, place) {
  const field = make("textarea", { class: "unseen", readonly: true }, text);
  place.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
