// Keyboard control, while the focus is within the player.
import { SPEEDS } from "./controls.js";
import { SKIP_S } from "./icons.js";
/** @typedef {import("./listening.js").Listening} Listening */

const LOUDER = 0.1;

/** @param {Listening} listening */
export function takeKeys(listening) {
  const { player, shell } = listening;
  shell.frame.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
    if (isForTarget(target, key)) return;
    const act = actions(listening, shell.frame.dir === "rtl")[key.length === 1 ? key.toLowerCase() : key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation(); // the page may have keys of its own
    act();
    player.show();
  });
}

/**
 * Returns whether the focused element itself uses a key.
 * @param {Element} target
 * @param {string} key
 */
function isForTarget(target, key) {
  if (key === " " || key === "Enter") return !target.matches("[type=range], .speed");
  if (target.matches(".speed")) return key.startsWith("Arrow");
  return target.matches(".loudness") && key.startsWith("Arrow");
}

/**
 * @param {Listening} listening
 * @param {boolean} isMirrored
 * @returns {Record<string, () => void>}
 */
function actions(listening, isMirrored) {
  const { player, sound } = listening;
  const toggle = () => (sound.isOn ? player.pause() : void player.play());
  const back = () => listening.skip(-SKIP_S);
  const forward = () => listening.skip(SKIP_S);
  const slower = () => step(listening, -1);
  const faster = () => step(listening, 1);
  return {
    " ": toggle,
    k: toggle,
    j: back,
    l: forward,
    ArrowLeft: isMirrored ? forward : back,
    ArrowRight: isMirrored ? back : forward,
    ArrowUp: () => listening.setVolume(sound.media.volume + LOUDER),
    ArrowDown: () => listening.setVolume(sound.media.volume - LOUDER),
    m: () => listening.mute(),
    "[": slower,
    "<": slower,
    "]": faster,
    ">": faster,
  };
}

/**
 * @param {Listening} listening
 * @param {1 | -1} direction
 */
function step(listening, direction) {
  const now = SPEEDS.indexOf(listening.sound.speed);
  const speed = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, now + direction))];
  listening.setSpeed(speed);
}
