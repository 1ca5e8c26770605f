// Script of the page /status: requests the page again every few seconds, replaces what has changed,
// draws the charts, and sends the operator's actions. Without scripts, the page is a set of tables.

import { Charts, clock } from "./charts.js";

const EVERY_MS = 3000;
const PATIENCE_MS = 8000;
const MARGIN_S = 60;
const KEY = "listen-operate-key";

const root = document.documentElement;
const stale = document.getElementById("stale");
const told = document.getElementById("told");
const box = document.getElementById("charts");
const shownS = Number(box.dataset.shown);
const charts = new Charts(box);
const history = JSON.parse(document.getElementById("history").textContent);
let answeredAt = saidAt(document);
let heardAt = Date.now();
let timer = 0;

// ---------------------------------------------------------------- updates

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const missedS = answeredAt + (Date.now() - heardAt) / 1000 - (history.at?.at(-1) ?? 0) + MARGIN_S;
    const answer = await fetch(`/status?history_s=${Math.min(shownS, Math.ceil(missedS))}`, {
      headers: { Accept: "text/html", ...authorization() }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.headers.has("WWW-Authenticate")) sessionStorage.removeItem(KEY); // it was revoked
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    setLive();
  } catch (error) {
    setStale(error.name === "TimeoutError" ? "time-out" : error.message);
  }
  clearTimeout(timer);
  timer = setTimeout(look, EVERY_MS);
}

/** Time at which a page was made, by the service's clock, in seconds since the epoch. */
function saidAt(page) {
  return Date.parse(page.querySelector("#freshness time").dateTime) / 1000;
}

function setLive() {
  root.classList.remove("is-stale");
  root.classList.add("is-live");
  stale.hidden = true;
}

function setStale(why) {
  root.classList.remove("is-live");
  root.classList.add("is-stale");
  const text = `No answer from the service since ${clock(answeredAt, 19)} UTC (${why}). The figures below are from that time.`;
  if (stale.textContent !== text) stale.textContent = text;
  stale.hidden = false;
  document.title = "No answer · Listen to Article";
  document.getElementById("verdict").className = "stale";
  document.getElementById("verdict-line").textContent = "It is not known whether listeners are being served";
}

function show(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    showActions(other);
    turnInto(part, other);
  }
  document.title = fresh.title;
  answeredAt = saidAt(fresh);
  heardAt = Date.now();
  append(JSON.parse(fresh.getElementById("history").textContent));
}

/** Updates an element to match another; equal parts stay, and keep focus and selection. */
function turnInto(node, other) {
  if (node.isEqualNode(other)) return;
  if (node.nodeType !== Node.ELEMENT_NODE) {
    node.nodeValue = other.nodeValue;
    return;
  }
  for (const name of node.getAttributeNames()) if (!other.hasAttribute(name)) node.removeAttribute(name);
  for (const name of other.getAttributeNames()) node.setAttribute(name, other.getAttribute(name));
  const wanted = new Set([...other.children].map((child) => child.id));
  let place = node.firstChild;
  for (const child of [...other.childNodes]) {
    while (place?.id && place.id !== child.id && !wanted.has(place.id)) place = removed(place);
    if (place?.nodeName === child.nodeName && (place.id ?? "") === (child.id ?? "")) {
      turnInto(place, child);
      place = place.nextSibling;
    } else {
      node.insertBefore(child, place);
    }
  }
  while (place) place = removed(place);
}

function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

document.addEventListener("visibilitychange", look);

// ---------------------------------------------------------------- charts

function append(more) {
  const last = history.at?.at(-1) ?? 0;
  const first = more.at?.findIndex((at) => at > last) ?? -1;
  const old = (history.at ?? []).filter((at) => at < answeredAt - shownS).length;
  if (first >= 0) {
    const kept = history.at?.length ?? 0;
    history.series ??= {};
    for (const [name, values] of Object.entries(more.series)) {
      history.series[name] ??= Array(kept).fill(null);
      history.series[name] = [...history.series[name], ...values.slice(first)].slice(old);
    }
    history.at = [...(history.at ?? []), ...more.at.slice(first)].slice(old);
    history.every_s ??= more.every_s;
    document.getElementById("no-history")?.remove();
  }
  draw();
}

function draw() {
  box.hidden = !(history.at?.length > 1);
  if (box.hidden) return;
  const from = Math.max(answeredAt - shownS, Math.min(history.at[0], answeredAt - 300));
  charts.update(history, from, answeredAt);
}

// ---------------------------------------------------------------- actions

function showActions(part) {
  for (const button of part.querySelectorAll(".act")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.(".act");
  if (!button) return;
  if (button.dataset.ask && !(await ask(button.dataset.ask, false))) return;
  button.disabled = true;
  try {
    if (button.dataset.action === "look") return await lookWithKey();
    await send(button.dataset.action, button.dataset.body, button.getAttribute("aria-label"));
  } finally {
    button.disabled = false;
  }
});

async function lookWithKey() {
  const key = await ask("The details of articles are shown only to operators.", true);
  if (!key) return;
  sessionStorage.setItem(KEY, key);
  await look();
  if (!sessionStorage.getItem(KEY)) tell("This key does not have the scope operate.");
}

function authorization() {
  const key = sessionStorage.getItem(KEY);
  return key ? { Authorization: `Bearer ${key}` } : {};
}

async function send(action, body, label) {
  for (;;) {
    const headers = { "Content-Type": "application/json", ...authorization() };
    let answer;
    try {
      answer = await fetch(`/v1/ops/${action}`, { method: "POST", headers, body });
    } catch {
      return tell(`${label}: the service does not answer.`);
    }
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 401 || answer.status === 403) {
      sessionStorage.removeItem(KEY);
      const key = await ask("This needs a key.", true);
      if (!key) return tell(`${label}: not done.`);
      sessionStorage.setItem(KEY, key);
      continue;
    }
    tell(`${label}: ${said.result ?? said.detail ?? answer.status}`);
    return look();
  }
}

function ask(what, wantsKey) {
  const dialog = document.getElementById("ask");
  const form = dialog.querySelector("form");
  const field = form.elements.key;
  dialog.querySelector("#ask-what").textContent = what;
  dialog.querySelector("#ask-key").hidden = !wantsKey;
  field.value = "";
  field.required = wantsKey;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes" && (wantsKey ? field.value.trim() : true));
      field.value = "";
    }, { once: true });
  });
}

function tell(text) {
  const line = document.createElement("p");
  line.textContent = text;
  told.append(line);
  setTimeout(() => line.remove(), 9000);
}

showActions(document);
for (const table of document.querySelectorAll("main details")) table.open = false;
setLive();
draw();
timer = setTimeout(look, EVERY_MS);
