// Choice of a voice, for articles that are ready in several voices.
import { playTrack } from "./handover.js";
import { remember } from "./browser-storage.js";
/** @typedef {import("./listening.js").Listening} Listening */
/** @typedef {import("./sound.js").Sound} Sound */
/** @typedef {import("./types.js").Cue} Cue */

export class VoiceChoice {
  /** Sound for which the voices were requested. @type {Sound | null} */
  #learned = null;
  /** Narration in the voice that the listener has chosen. @type {import("./types.js").Narration | null} */
  #chosen = null;
  #wanted = "";

  /** @param {Listening} listening */
  constructor(listening) {
    this.listening = listening;
  }

  /** Voices that the listener may choose. A tag with the attribute `voice` offers no choice. @type {string[]} */
  get offered() {
    const { player, sound } = this.listening;
    return player.hasAttribute("voice") ? [] : (sound.narration?.voices ?? []);
  }

  /** Requests the voices, once, when the menu is opened before they are known: an answer to a press does not name them. */
  async learn() {
    const { sound } = this.listening;
    if (this.#learned === sound || sound.kind !== "track" || sound.narration?.voices) return;
    this.#learned = sound;
    const narration = await sound.service.look(sound.id, sound.voice).catch(() => null);
    if (narration?.voices && narration.voice === sound.voice && sound.kind === "track") sound.learn(narration);
  }

  /** Keeps the narration that is heard if a late answer is about the voice that was heard before. */
  keep() {
    const { sound } = this.listening;
    const isOld = sound.kind === "track" && sound.narration?.voice !== sound.voice;
    if (isOld && this.#chosen && this.#chosen.voice === sound.voice && this.#chosen.article_id === sound.id) sound.learn(this.#chosen);
  }

  /** Plays the article in another voice, and remembers the choice. @param {string} voice */
  async choose(voice) {
    const { listening } = this;
    if (voice === listening.sound.voice) return;
    this.#wanted = voice;
    remember({ voice });
    const { voices, voiceFails } = listening.strings;
    const said = `${voices}: ${shortNames(this.offered)[this.offered.indexOf(voice)]}`;
    await this.#change(voice).then(() => listening.say(said), () => listening.say(voiceFails));
  }

  /**
   * Plays the finished track of a voice instead of the current sound, from the beginning of the same sentence.
   * @param {string} voice
   * @throws {unknown} The article is not ready in this voice, or the service does not answer.
   */
  async #change(voice) {
    const { sound, cues } = this.listening;
    const { service, id, signal } = sound;
    const narration = await service.look(id, voice);
    const { cues_url, duration_s } = narration;
    const isReady = narration.voice === voice && narration.state === "ready" && narration.url && cues_url;
    if (!isReady || !cues) throw new Error(`there is no audio in the voice ${voice}`);
    /** @type {import("./types.js").CueList} */
    const answer = await service.ask(service.absolute(cues_url));
    if (signal.aborted || this.#wanted !== voice) return;
    const share = sound.duration ? (duration_s ?? 0) / sound.duration : 1;
    const seconds = sameSentence(cues.list, answer.cues, sound.place) ?? sound.place * share;
    sound.kind = "none"; // a stream must not be handed over to this track
    this.#chosen = narration;
    sound.learn(narration);
    playTrack(sound, seconds);
    cues.take(answer);
  }
}

/**
 * @param {Cue[]} before  cues of one voice
 * @param {Cue[]} after  cues of another voice that reads the same text
 * @param {number} seconds  position in the first voice
 * @returns {number | undefined} start of the same sentence in the other voice
 */
function sameSentence(before, after, seconds) {
  if (!before.length) return undefined;
  const now = before.find(({ end_s }) => end_s > seconds);
  if (!now?.place) return (now === before[0] ? after[0] : after.at(-1))?.start_s; // an intro or outro, or the end
  const { block, start } = now.place;
  const same = after.findLast(
    ({ place }) => place && (place.block < block || (place.block === block && place.start <= start)),
  );
  return (same ?? after[0])?.start_s;
}

/**
 * Returns short names of voices for people: `piper:en_US-joe-medium` is Joe. Voices whose short names are the same
 * keep their full names.
 * @param {string[]} voices
 * @returns {string[]}
 */
export function shortNames(voices) {
  const names = voices.map((voice) => {
    const own = voice.replace(/^.*?:/, "").replace(/\/.*/, "");
    const bare = own.replace(/^[a-z]{2,3}_([A-Z]{2}-)?/, "").replace(/-(x_low|low|medium|high)$/, "");
    return bare.replace(/[_-]+/g, " ").replace(/^\p{L}/u, (letter) => letter.toUpperCase());
  });
  return names.map((name, number) => (names.indexOf(name) === names.lastIndexOf(name) ? name : voices[number]));
}
