// Keeps the page /status live: asks for it again, replaces what has changed, draws the history, and
// sends what an operator presses. Without it the page is a set of tables.

const EVERY_MS = 3000;
const PATIENCE_MS = 8000;
const POINTS_KEPT = 2160;
const KEY = "listen-operate-key";

const root = document.documentElement;
const stale = document.getElementById("stale");
const told = document.getElementById("told");
const history = JSON.parse(document.getElementById("history").textContent);
let answeredAt = new Date();
let timer = 0;

// ---------------------------------------------------------------- staying live

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const since = history.at?.at(-1) ?? 0;
    const answer = await fetch(`/status?since=${since}`, {
      headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    answeredAt = new Date();
    setStale("");
  } catch (error) {
    const why = error.name === "TimeoutError" ? "it does not answer" : error.message;
    setStale(`No answer since ${answeredAt.toLocaleTimeString()}: what is below is old (${why}).`);
  }
  timer = setTimeout(look, EVERY_MS);
}

function setStale(text) {
  root.classList.toggle("is-stale", Boolean(text));
  root.classList.toggle("is-live", !text);
  if (stale.textContent !== text) stale.textContent = text;
  stale.hidden = !text;
  if (text) document.title = "No answer · Listen to Article";
}

function show(fresh) {
  const focused = document.activeElement?.id;
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (other) adopt(part, other);
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  document.title = fresh.title;
  const freshness = document.getElementById("freshness");
  freshness.innerHTML = fresh.getElementById("freshness").innerHTML;
  append(JSON.parse(fresh.getElementById("history").textContent));
}

function adopt(part, fresh) {
  showActions(fresh);
  if (part.className !== fresh.className) part.className = fresh.className;
  if (part.innerHTML === fresh.innerHTML) return;
  const scrolled = [...part.querySelectorAll(".scroll")].map((box) => box.scrollLeft);
  part.innerHTML = fresh.innerHTML;
  part.querySelectorAll(".scroll").forEach((box, n) => { box.scrollLeft = scrolled[n] ?? 0; });
}

document.addEventListener("visibilitychange", look);

// ---------------------------------------------------------------- charts

const plots = [];
const DASHES = [[], [6, 3], [2, 3]];

function append(more) {
  if (!more.at?.length) return;
  history.at = [...(history.at ?? []), ...more.at].slice(-POINTS_KEPT);
  history.series ??= {};
  for (const [name, values] of Object.entries(more.series ?? {})) {
    history.series[name] = [...(history.series[name] ?? []), ...values].slice(-POINTS_KEPT);
  }
  draw();
}

function columns(series) {
  const length = history.at?.length ?? 0;
  const column = ([name]) => {
    const values = history.series?.[name] ?? [];
    return [...Array(Math.max(0, length - values.length)).fill(null), ...values];
  };
  return [history.at ?? [], ...series.map(column)];
}

function draw() {
  const charts = document.getElementById("charts");
  charts.hidden = !(history.at?.length > 1);
  if (charts.hidden) return;
  if (!plots.length) {
    for (const figure of charts.querySelectorAll("figure")) plots.push(begin(figure));
    new ResizeObserver(fit).observe(charts);
  }
  for (const { plot, series } of plots) plot.setData(columns(series));
  for (const { figure, series } of plots) describe(figure, series);
}

function begin(figure) {
  const series = JSON.parse(figure.dataset.series);
  const unit = figure.dataset.unit;
  const colors = ["--one", "--two", "--three"].map(color);
  const axis = { stroke: color("--faint"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false } };
  const plot = new uPlot({
    ...size(figure),
    legend: { show: false },
    cursor: { y: false, sync: { key: "status" } },
    hooks: { setCursor: [({ cursor }) => say(figure, series, cursor.idx)] },
    scales: { y: { range: (_, low, high) => [0, Math.max(high ?? 0, least(unit)) * 1.1] } },
    axes: [
      { ...axis, size: 26, space: 70, values: (_, ticks) => ticks.map(clock) },
      { ...axis, size: 46, space: 28, values: (_, ticks) => ticks.map((tick) => tick.toLocaleString()) },
    ],
    series: [
      {},
      ...series.map((_, n) => ({
        stroke: colors[n], width: 2, dash: DASHES[n], points: { show: false },
      })),
    ],
  }, columns(series), figure.querySelector(".plot"));
  plot.root.querySelector("canvas").setAttribute("aria-hidden", "true");
  return { figure, plot, series };
}

function least(unit) {
  return unit === "s" ? 0.5 : 1;
}

/** Says below a chart what its lines are, and what they show at a moment; the latest if none is given. */
function say(figure, series, index) {
  const legend = figure.querySelector(".legend");
  legend.replaceChildren(...series.map(([name, label], n) => {
    const item = document.createElement("li");
    item.className = `line-${n}`;
    const value = columns(series)[n + 1].at(index ?? -1);
    item.append(`${label} `, Object.assign(document.createElement("b"), { textContent: shown(value, figure) }));
    return item;
  }));
  const at = history.at?.at(index ?? -1);
  figure.querySelector(".moment").textContent = index == null || !at ? "" : clock(at);
}

function shown(value, figure) {
  return value == null ? "–" : `${round(value)} ${figure.dataset.unit}`.trim();
}

function describe(figure, series) {
  say(figure, series, null);
  const parts = series.map(([name, label]) => `${label} ${shown(history.series?.[name]?.at(-1), figure)}`);
  const box = figure.querySelector(".plot");
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", `${figure.querySelector("figcaption b").textContent}, now: ${parts.join(", ")}`);
}

function size(figure) {
  return { width: Math.floor(figure.clientWidth), height: 150 };
}

function fit() {
  for (const { plot, figure } of plots) plot.setSize(size(figure));
}

function color(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function clock(at) {
  return new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
}

function round(value) {
  return Number(value.toPrecision(3)).toLocaleString();
}

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
    await send(button.dataset.action, button.dataset.body, button.getAttribute("aria-label"));
  } finally {
    button.disabled = false;
  }
});

async function send(action, body, label) {
  let key = sessionStorage.getItem(KEY);
  for (;;) {
    const headers = { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) };
    let answer;
    try {
      answer = await fetch(`/v1/ops/${action}`, { method: "POST", headers, body });
    } catch {
      return tell(`${label}: the service does not answer.`);
    }
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 401 || answer.status === 403) {
      sessionStorage.removeItem(KEY);
      key = await ask(said.detail ?? "This needs a key.", true);
      if (!key) return tell(`${label}: not done.`);
      sessionStorage.setItem(KEY, key);
      continue;
    }
    tell(answer.ok ? `${label}: ${said.detail ?? "done"}.` : `${label}: ${said.detail ?? answer.status}`);
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
root.classList.add("is-live");
draw();
timer = setTimeout(look, EVERY_MS);
