// The demo site's play button: presses, waits for the MP3, plays it.
"use strict";

const POLL_MS = 600;
const audio = new Audio();
audio.preload = "auto";

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

class Box {
  constructor(section) {
    this.address = `/v1/articles/${encodeURIComponent(section.dataset.articleId)}/audio`;
    this.section = section;
    this.button = section.querySelector("button");
    this.label = section.querySelector(".listen-label");
    this.status = section.querySelector(".listen-status");
    this.progress = section.querySelector("progress");
    this.button.addEventListener("click", () => this.press());
    audio.addEventListener("play", () => this.show("playing"));
    audio.addEventListener("pause", () => this.show("paused"));
    audio.addEventListener("ended", () => this.say("Finished. Press play to hear it again"));
    audio.addEventListener("timeupdate", () => this.showTime());
    audio.addEventListener("error", () => this.fail("The audio could not be loaded. Try again."));
  }

  async press() {
    if (this.section.dataset.state === "preparing") return;
    if (audio.src) {
      if (audio.paused) await audio.play();
      else audio.pause();
      return;
    }
    this.show("preparing");
    this.say("Preparing audio …");
    try {
      const narration = await this.narrationWhenReady();
      audio.src = narration.url;
      await audio.play();
    } catch (error) {
      this.fail(error.message);
    }
  }

  async narrationWhenReady() {
    let answer = await this.ask("POST");
    while (answer.state !== "ready") {
      if (answer.state === "failed") throw new Error(answer.error.detail);
      const { clips_done: done, clips_total: total } = answer.progress;
      this.progress.hidden = !total;
      if (total) {
        this.progress.value = done / total;
        this.say(`Preparing audio: ${done} of ${total} sentences`);
      }
      await pause(POLL_MS);
      answer = await this.ask(answer.state === "absent" ? "POST" : "GET");
    }
    return answer;
  }

  async ask(method) {
    const response = await fetch(this.address, { method });
    const body = await response.json();
    if (!response.ok) throw new Error(body.detail);
    return body;
  }

  show(state) {
    this.section.dataset.state = state;
    this.label.textContent = state === "playing" ? "Pause" : "Play";
  }

  showTime() {
    if (!audio.duration) return;
    this.progress.hidden = false;
    this.progress.value = audio.currentTime / audio.duration;
    this.status.textContent = `${clock(audio.currentTime)} of ${clock(audio.duration)}`;
  }

  say(text) {
    this.status.textContent = text;
  }

  fail(text) {
    audio.removeAttribute("src");
    this.show("failed");
    this.progress.hidden = true;
    this.say(text);
  }
}

document.querySelectorAll(".listen").forEach((section) => new Box(section));
