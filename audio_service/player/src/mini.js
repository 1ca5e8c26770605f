// The small player at the bottom of the window, while the player itself is out of view.
import { button } from "./controls.js";
import { closeIcon, pauseIcon, playIcon, SKIP_S, skipIcon } from "./icons.js";
import { make } from "./create-element.js";
import { hasPopovers, isOpen } from "./popovers.js";
import { clock } from "./times.js";
/** @typedef {import("./listening.js").Listening} Listening */

const SHOWN_STATES = ["playing", "preparing", "paused", "failed"];

export class Mini {
  #isAway = false;
  #isClosed = false;
  /** Element that had the focus before the small player. @type {Element | null} */
  #focused = null;
  #padding = "";
  /** Controller of the event listeners while the small player is shown; else null. @type {AbortController | null} */
  #shown = null;

  /** @param {Listening} listening */
  constructor(listening) {
    this.listening = listening;
    const { strings, shell, player } = listening;
    this.faces = { play: playIcon(), pause: pauseIcon() };
    this.toggle = button("play", strings.play, this.faces.play, () => (listening.sound.isOn ? player.pause() : void player.play()));
    this.toggle.setAttribute("part", "mini-play");
    this.title = make("span", { class: "mini-title", dir: "auto" });
    this.time = make("span", { class: "time" });
    this.progress = make("i", { class: "played" });
    const name = make("button", { type: "button", class: "mini-name", title: strings.show }, this.title, this.time);
    name.addEventListener("click", () => this.#return());
    this.bar = make(
      "section",
      { class: "mini", part: "mini", popover: "manual" },
      make("span", { class: "rail" }, this.progress),
      this.toggle,
      name,
      button("back", strings.back, skipIcon(), () => listening.skip(-SKIP_S)),
      button("close", strings.close, closeIcon(), () => this.#close()),
    );
    this.bar.addEventListener("focusin", ({ relatedTarget }) => {
      if (relatedTarget instanceof Element && !this.bar.contains(relatedTarget)) this.#focused = relatedTarget;
    });
    shell.frame.append(this.bar);
    this.sight = new IntersectionObserver(([entry]) => {
      this.#isAway = !entry.isIntersecting;
      if (!this.#isAway) this.#isClosed = false;
      this.show();
    });
  }

  /** Watches whether the player is out of view. */
  watch() {
    this.sight.observe(this.listening.player);
  }

  leave() {
    this.sight.disconnect();
    this.#isAway = false;
    this.show();
  }

  show() {
    const { sound, strings, language, duration, shell, player } = this.listening;
    const isShown = player.isConnected && this.#isAway && !this.#isClosed && SHOWN_STATES.includes(sound.state);
    if (!isShown) return this.#disappear();
    if (hasPopovers && !isOpen(this.bar)) this.#appear();
    const face = sound.isOn ? "pause" : "play";
    this.bar.lang = shell.frame.lang;
    this.bar.setAttribute("aria-label", `${shell.strings.listen}: ${player.item.title} (${strings.show})`);
    if (this.toggle.firstChild !== this.faces[face]) this.toggle.replaceChildren(this.faces[face]);
    this.toggle.ariaLabel = this.toggle.title = shell.strings[face];
    this.title.textContent = player.item.title || shell.strings.listen;
    this.time.textContent = sound.state === "failed" ? shell.note.textContent : `${clock(sound.position, language)} / ${clock(duration, language)}`;
    this.progress.style.setProperty("--at", String(duration ? Math.min(1, sound.position / duration) : 0));
  }

  /** Shows the small player, and has the browser scroll focused elements so that it does not cover them. */
  #appear() {
    this.#disappear(); // the tag may have been moved, which closes the popover
    const { style } = document.documentElement;
    this.bar.showPopover();
    this.#padding = style.scrollPaddingBottom;
    style.scrollPaddingBottom = `${this.bar.offsetHeight + 8}px`;
    this.#shown = new AbortController();
    const options = { signal: this.#shown.signal, passive: true };
    for (const event of ["focusin", "focusout", "scroll"]) {
      document.addEventListener(event, () => this.#giveWay(), options);
    }
    this.#giveWay();
  }

  /** Hides the small player, which is hidden already if it has left the page. */
  #disappear() {
    if (!this.#shown) return;
    this.#shown.abort();
    this.#shown = null;
    if (isOpen(this.bar)) this.bar.hidePopover();
    document.documentElement.style.scrollPaddingBottom = this.#padding;
  }

  /** Hides the small player while it would cover the focused element. */
  #giveWay() {
    requestAnimationFrame(() => {
      const { activeElement, body } = document;
      const isElsewhere = activeElement && activeElement !== body && activeElement !== this.listening.player;
      const { top, bottom } = (isElsewhere ? activeElement : this.bar).getBoundingClientRect();
      const isUnder = !!isElsewhere && bottom > this.bar.offsetTop && top < innerHeight;
      this.bar.classList.toggle("aside", isUnder);
    });
  }

  #close() {
    const hadFocus = this.bar.matches(":focus-within");
    this.#isClosed = true;
    this.listening.player.pause();
    this.show();
    const before = this.#focused?.isConnected ? this.#focused : this.listening.shell.play;
    if (hadFocus) /** @type {HTMLElement} */ (before).focus({ preventScroll: true });
    this.#focused = null;
  }

  #return() {
    const { player, shell } = this.listening;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    player.scrollIntoView({ block: "center", behavior: isCalm ? "auto" : "smooth" });
    shell.play.focus({ preventScroll: true });
  }
}
