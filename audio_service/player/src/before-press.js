// The player before the press: play button, title and length.
import { hasLightText } from "./mark-colors.js";
import { pauseIcon, playIcon, retryIcon } from "./icons.js";
import { LOOK } from "./player-styles.js";
import { dress, make } from "./create-element.js";
import { closestAround } from "./page-trees.js";
import { inLanguage, isRightToLeft } from "./strings.js";
import { clock, minutes } from "./times.js";

const BUSY = ["too-many-requests", "too-busy", "budget-spent"];
/** @typedef {import("./sound.js").Sound} Sound */

export class Shell {
  language = "en";
  strings = inLanguage("en");

  /**
   * @param {ShadowRoot} root
   * @param {HTMLElement} host
   */
  constructor(root, host) {
    this.host = host;
    dress(root, LOOK);
    this.icons = { play: playIcon(), pause: pauseIcon(), retry: retryIcon() };
    this.play = make("button", { class: "play", part: "play", type: "button" });
    this.title = make("span", { class: "title", part: "title" });
    this.length = make("span", { class: "length", part: "length" });
    this.note = make("span", { class: "note wide-only", part: "note" });
    this.label = make("div", { class: "label", part: "label" }, this.title, this.length, this.note);
    this.ghost = make("i");
    this.deck = make("div", { class: "deck" }, make("span", { class: "ghost", part: "rail" }, this.ghost));
    this.tools = make("div", { class: "tools" });
    this.status = make("p", { class: "unseen", role: "status" });
    this.card = make(
      "section",
      { class: "card idle", part: "player" },
      this.play,
      this.label,
      this.deck,
      this.tools,
      this.status,
    );
    this.box = make("div", { class: "box" }, this.card);
    this.frame = make("div", { class: "frame" }, this.box);
    root.append(this.frame);
  }

  /** Sets language, direction and theme according to the tag and its page. */
  speakLanguage() {
    const { host } = this;
    this.language =
      host.getAttribute("lang") || closestAround(host, "[lang]")?.getAttribute("lang") || navigator.language;
    try {
      Intl.getCanonicalLocales(this.language);
    } catch {
      this.language = "en";
    }
    this.strings = inLanguage(this.language);
    this.frame.lang = this.language;
    this.frame.dir = isRightToLeft(this.language) ? "rtl" : "ltr";
    this.title.textContent = this.strings.listen;
    const theme = host.getAttribute("theme") ?? (hasLightText(host) ? "dark" : "");
    this.frame.classList.toggle("dark", theme === "dark");
    this.frame.classList.toggle("light", theme === "light");
  }

  /**
   * @param {Sound} sound
   * @param {string} headline
   */
  show(sound, headline) {
    const { strings, language } = this;
    const { state, position, duration } = sound;
    const isBusy = state === "preparing" || (state === "playing" && sound.isWaiting);
    const isOn = state === "playing" || state === "preparing";
    const face = state === "failed" ? "retry" : isOn ? "pause" : "play";
    this.card.className = `card ${state}${isBusy ? " busy" : ""}`;
    this.card.ariaLabel = headline ? `${strings.listen}: ${headline}` : strings.listen;
    if (this.play.firstChild !== this.icons[face]) this.play.replaceChildren(this.icons[face]);
    this.play.ariaLabel = strings[face];
    const { status, code } = /** @type {{status?: number, code?: string}} */ (sound.failure ?? {});
    const problem =
      BUSY.includes(code ?? "") ? strings.busy
      : [404, 410, 422].includes(status ?? 0) ? strings.unavailable
      : strings.failed;
    const isResumed = state === "idle" && position > 1;
    this.length.textContent = duration ? minutes(duration, language) : "";
    this.note.textContent =
      state === "failed" ? problem
      : state === "preparing" ? `${strings.preparing} …`
      : isResumed ? strings.resume.replace("{time}", clock(position, language))
      : strings.voice;
    this.note.title = strings.voice;
    this.ghost.style.setProperty("--at", String(duration ? position / duration : 0));
    const said = state === "failed" ? problem : (strings[state] ?? ""); // other states have no text
    if (this.status.textContent !== said) this.status.textContent = said;
  }
}
