// Keeps the page /status live: asks for it again, changes what has changed, draws the history, and
// sends what an operator presses. Without it the page is a set of tables.

const EVERY_MS = 3000;
const PATIENCE_MS = 8000;
const MARGIN_S = 60;
const KEY = "listen-operate-key";

const root = document.documentElement;
const stale = document.getElementById("stale");
const told = document.getElementById("told");
const charts = document.getElementById("charts");
const shownS = Number(charts.dataset.shown);
const history = JSON.parse(document.getElementById("history").textContent);
let answeredAt = saidAt(document);
let heardAt = Date.now();
let timer = 0;

// ---------------------------------------------------------------- staying live

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const missedS = answeredAt + (Date.now() - heardAt) / 1000 - (history.at?.at(-1) ?? 0) + MARGIN_S;
    const answer = await fetch(`/status?history_s=${Math.min(shownS, Math.ceil(missedS))}`, {
      headers: { Accept: "text/html", ...authorization() }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.headers.has("WWW-Authenticate")) sessionStorage.removeItem(KEY); // it was revoked
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    setLive();
  } catch (error) {
    setStale(error.name === "TimeoutError" ? "it does not answer" : error.message);
  }
  clearTimeout(timer);
  timer = setTimeout(look, EVERY_MS);
}

/** When a page was written, by the service's clock, in seconds since the epoch. */
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
  const text = `No answer from the service since ${clock(answeredAt, 19)} UTC (${why}). What is below was so then.`;
  if (stale.textContent !== text) stale.textContent = text;
  stale.hidden = false;
  document.title = "No answer · Listen to Article";
  document.getElementById("verdict").className = "stale";
  document.getElementById("verdict-line").textContent = "Nobody knows whether listeners are being served";
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

/** Changes an element into another where they differ; what is the same stays, with focus and selection. */
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

const plots = [];
const DASHES = [[], [6, 3], [2, 3]];
const HEIGHT = 128;

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

/** The points of a chart; where samples are missing, so is its line. */
function columns(figure) {
  const scale = figure.dataset.unit === "%" ? 100 : 1;
  const at = history.at ?? [];
  const gaps = at.flatMap((then, n) => (n && then - at[n - 1] > 3 * history.every_s ? [n] : []));
  const column = ([name]) => (history.series?.[name] ?? []).map((value) => (value == null ? null : value * scale));
  return [at, ...seriesOf(figure).map(column)].map((values, number) => {
    const filled = [...values];
    for (const n of [...gaps].reverse()) filled.splice(n, 0, number ? null : at[n - 1] + 1);
    return filled;
  });
}

function seriesOf(figure) {
  return JSON.parse(figure.dataset.series);
}

function draw() {
  charts.hidden = !(history.at?.length > 1);
  if (charts.hidden) return;
  if (!plots.length) {
    for (const figure of charts.querySelectorAll("figure")) plots.push(begin(figure));
  }
  for (const { figure, plot } of plots) {
    plot.setData(columns(figure));
    describe(figure, plot);
  }
}

function begin(figure) {
  const unit = figure.dataset.unit;
  const target = Number(figure.dataset.target ?? NaN);
  const colors = ["--one", "--two", "--three"].map(color);
  const axis = { stroke: color("--faint"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false } };
  const least = Math.max({ s: 0.5, "%": 100, "": 1 }[unit] ?? 1, target || 0);
  const plot = new uPlot({
    ...size(figure),
    legend: { show: false },
    cursor: { y: false, sync: { key: "status" } },
    hooks: {
      setCursor: [(drawn) => say(figure, drawn, drawn.cursor.idx)],
      draw: [(drawn) => target && drawTarget(drawn, target, color("--bad"))],
    },
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"),
    scales: {
      x: { range: () => [Math.max(answeredAt - shownS, Math.min(history.at[0], answeredAt - 300)), answeredAt] },
      y: { range: (_, low, high) => [0, unit === "%" ? 105 : Math.max(high ?? 0, least) * 1.1] },
    },
    axes: [
      { ...axis, size: 24, space: 70, values: (_, ticks) => ticks.map((at) => clock(at, 16)) },
      { ...axis, size: 42, space: 26, values: (_, ticks) => ticks.map((tick) => tick.toLocaleString("en")) },
    ],
    series: [
      {},
      ...seriesOf(figure).map((_, n) => ({
        stroke: colors[n], width: 1.75, dash: DASHES[n], points: { show: false }, fill: n ? undefined : color("--wash"),
      })),
    ],
  }, columns(figure), figure.querySelector(".plot"));
  plot.root.querySelector("canvas").setAttribute("aria-hidden", "true");
  return { figure, plot };
}

function drawTarget({ ctx, bbox, valToPos }, target, stroke) {
  const y = valToPos(target, "y", true);
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** Says below a chart what its lines are, and what they show at a moment; the latest if none is given. */
function say(figure, plot, index) {
  const legend = figure.querySelector(".legend");
  const items = seriesOf(figure).map(([, label], n) => {
    const value = document.createElement("b");
    value.textContent = shown(plot.data[n + 1].at(index ?? -1), figure);
    const item = Object.assign(document.createElement("li"), { className: `line-${n}` });
    item.append(`${label} `, value);
    return item;
  });
  if (figure.dataset.target) {
    const text = `target ${shown(Number(figure.dataset.target), figure)}`;
    items.push(Object.assign(document.createElement("li"), { className: "line-target", textContent: text }));
  }
  legend.replaceChildren(...items);
  figure.querySelector(".moment").textContent = index == null ? "" : `${clock(plot.data[0][index], 19)} UTC`;
}

function shown(value, figure) {
  return value == null ? "–" : `${Number(value.toPrecision(3)).toLocaleString("en")} ${figure.dataset.unit}`.trim();
}

function describe(figure, plot) {
  if (plot.cursor.idx == null) say(figure, plot, null);
  const parts = seriesOf(figure).map(([, label], n) => `${label} ${shown(plot.data[n + 1].at(-1), figure)}`);
  const box = figure.querySelector(".plot");
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", `${figure.querySelector("figcaption b").textContent}, now: ${parts.join(", ")}`);
}

function size(figure) {
  return { width: Math.floor(figure.clientWidth), height: HEIGHT };
}

function color(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** The time of day in UTC, as in logs: to the minute (16 characters of a date) or the second (19). */
function clock(at, length) {
  return new Date(at * 1000).toISOString().slice(11, length);
}

new ResizeObserver(() => {
  for (const { plot, figure } of plots) plot.setSize(size(figure));
}).observe(charts);

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const { plot } of plots.splice(0)) plot.destroy();
  draw();
});

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
  const key = await ask("What single articles do is shown to operators.", true);
  if (!key) return;
  sessionStorage.setItem(KEY, key);
  await look();
  if (!sessionStorage.getItem(KEY)) tell("That key does not show it.");
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
