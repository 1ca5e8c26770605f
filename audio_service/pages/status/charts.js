// Line charts of the page /status, drawn as SVG. The pointer or the arrow keys choose a moment, and
// all charts show their values at that moment; otherwise they show the latest values.

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 128;
const EDGE = { left: 42, right: 6, top: 6, bottom: 20 };
const LEAST_HIGH = { s: 0.5, "%": 100, "": 1 }; // upper end of the axis while values are small, by unit
const TIME_STEPS_S = [60, 120, 300, 600, 900, 1800, 3600, 7200];
const TICK_PX = { time: 70, value: 26 };
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };

/** All charts of a page; they share their samples and the chosen moment. */
export class Charts {
  #charts;
  #history = { at: [] };
  #moment = null;

  constructor(box) {
    this.#charts = [...box.querySelectorAll("figure")].map((figure) => new Chart(figure));
    for (const chart of this.#charts) this.#listen(chart);
    new ResizeObserver(() => this.#draw()).observe(box);
  }

  /**
   * Draws samples.
   * @param history `at`: times in s since the epoch; `series`: values by name; `every_s`: distance of samples
   * @param from start of the time axis, in s since the epoch
   * @param until end of the time axis, in s since the epoch
   */
  update(history, from, until) {
    this.#history = { ...history, from, until };
    this.#draw();
  }

  #draw() {
    if (this.#history.at.length < 2) return;
    for (const chart of this.#charts) chart.draw(this.#history);
    this.#show();
  }

  #choose(index) {
    const last = this.#history.at.length - 1;
    this.#moment = index === null ? null : this.#history.at[Math.max(0, Math.min(last, index))];
    this.#show();
  }

  /** Index of the chosen moment; older samples may have been dropped meanwhile. */
  #chosen() {
    return this.#moment === null ? null : Math.max(0, this.#history.at.findIndex((at) => at >= this.#moment));
  }

  #show() {
    for (const chart of this.#charts) chart.show(this.#chosen());
  }

  #listen(chart) {
    chart.plot.addEventListener("pointermove", (event) => this.#choose(chart.nearest(event)));
    chart.plot.addEventListener("pointerleave", () => this.#choose(null));
    chart.plot.addEventListener("blur", () => this.#choose(null));
    chart.plot.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return this.#choose(null);
      if (!(event.key in KEYS)) return;
      event.preventDefault();
      this.#choose((this.#chosen() ?? this.#history.at.length - 1) + KEYS[event.key]);
    });
  }
}

/** One chart: a figure of the page, with its title, unit, series and target in its attributes. */
class Chart {
  constructor(figure) {
    this.figure = figure;
    this.plot = figure.querySelector(".plot");
    this.unit = figure.dataset.unit;
    this.series = JSON.parse(figure.dataset.series);
    this.target = Number(figure.dataset.target) || null;
    this.title = figure.querySelector("figcaption b").textContent;
    this.svg = this.plot.appendChild(element("svg", { height: HEIGHT, "aria-hidden": true }));
    for (const [name, value] of Object.entries({ tabindex: 0, role: "slider", "aria-label": this.title, "aria-valuemin": 0 })) {
      this.plot.setAttribute(name, value);
    }
  }

  draw({ at, series, every_s: everyS, from, until }) {
    const scale = this.unit === "%" ? 100 : 1;
    this.at = at;
    this.values = this.series.map(([name]) => (series[name] ?? []).map((value) => (value == null ? null : value * scale)));
    const width = this.plot.clientWidth;
    const highest = Math.max(LEAST_HIGH[this.unit] ?? 1, this.target ?? 0, ...this.values.flat().filter((value) => value !== null));
    const high = this.unit === "%" ? 105 : highest * 1.1;
    this.x = (time) => EDGE.left + ((time - from) / (until - from)) * (width - EDGE.left - EDGE.right);
    this.y = (value) => HEIGHT - EDGE.bottom - (value / high) * (HEIGHT - EDGE.top - EDGE.bottom);
    this.svg.setAttribute("width", width);
    this.cursor = element("line", { class: "cursor", y1: EDGE.top, y2: HEIGHT - EDGE.bottom });
    this.dots = this.values.map((_, number) => element("circle", { class: `dot dot-${number}`, r: 3 }));
    this.svg.replaceChildren(
      ...this.#valueAxis(high, width),
      ...this.#timeAxis(from, until, width),
      ...this.values.flatMap((values, number) => this.#line(values, number, everyS)),
      ...(this.target ? [this.#level(this.target, width, "target")] : []),
      this.cursor,
      ...this.dots,
    );
  }

  #valueAxis(high, width) {
    const raw = high / ((HEIGHT - EDGE.top - EDGE.bottom) / TICK_PX.value);
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].find((factor) => factor * power >= raw) * power;
    return Array.from({ length: Math.floor(high / step) + 1 }, (_, number) => number * step).flatMap((value) => {
      const label = element("text", { x: EDGE.left - 6, y: this.y(value) + 3.5, "text-anchor": "end" });
      label.textContent = Number(value.toPrecision(6)).toLocaleString("en");
      return [this.#level(value, width, "grid"), label];
    });
  }

  #timeAxis(from, until, width) {
    const most = (width - EDGE.left - EDGE.right) / TICK_PX.time;
    const step = TIME_STEPS_S.find((each) => (until - from) / each <= most) ?? TIME_STEPS_S.at(-1);
    const first = Math.ceil(from / step) * step;
    const times = Array.from({ length: Math.floor((until - first) / step) + 1 }, (_, number) => first + number * step);
    return times.flatMap((time) => {
      const x = this.x(time);
      const label = element("text", { x: Math.min(x, width - 15), y: HEIGHT - 5, "text-anchor": "middle" });
      label.textContent = clock(time, 16);
      return [element("line", { class: "grid", x1: x, x2: x, y1: EDGE.top, y2: HEIGHT - EDGE.bottom }), label];
    });
  }

  #level(value, width, name) {
    return element("line", { class: name, x1: EDGE.left, x2: width - EDGE.right, y1: this.y(value), y2: this.y(value) });
  }

  /** The line of a series, broken where samples are missing; the first series has its area filled. */
  #line(values, number, everyS) {
    const pieces = [[]];
    values.forEach((value, n) => {
      const isGap = value === null || (n && this.at[n] - this.at[n - 1] > 3 * everyS);
      if (isGap && pieces.at(-1).length) pieces.push([]);
      if (value !== null) pieces.at(-1).push(`${this.x(this.at[n]).toFixed(1)},${this.y(value).toFixed(1)}`);
    });
    const drawn = pieces.filter((piece) => piece.length);
    const line = element("path", { class: `line line-${number}`, d: drawn.map((piece) => `M${piece.join("L")}${piece.length > 1 ? "" : "h1"}`).join("") });
    if (number) return [line];
    const floor = this.y(0);
    const area = drawn.map((piece) => `M${piece[0].split(",")[0]},${floor}L${piece.join("L")}V${floor}Z`).join("");
    return [element("path", { class: "area", d: area }), line];
  }

  /** Index of the sample that is nearest to the pointer. */
  nearest(event) {
    const x = event.clientX - this.svg.getBoundingClientRect().left;
    const distances = this.at.map((time) => Math.abs(this.x(time) - x));
    return distances.indexOf(Math.min(...distances));
  }

  /** Shows the values of a sample below the chart and to screen readers; null: of the latest. */
  show(chosen) {
    const index = chosen ?? this.at.length - 1;
    const values = this.values.map((each) => each[index] ?? null);
    const x = this.x(this.at[index]);
    this.cursor.setAttribute("visibility", chosen === null ? "hidden" : "visible");
    this.cursor.setAttribute("x1", x);
    this.cursor.setAttribute("x2", x);
    this.dots.forEach((dot, number) => {
      dot.setAttribute("visibility", chosen === null || values[number] === null ? "hidden" : "visible");
      dot.setAttribute("cx", x);
      dot.setAttribute("cy", this.y(values[number] ?? 0));
    });
    this.#fillLegend(values);
    const moment = `${clock(this.at[index], 19)} UTC`;
    this.figure.querySelector(".moment").textContent = chosen === null ? "" : moment;
    const parts = this.series.map(([, label], number) => `${label} ${this.#written(values[number])}`);
    this.plot.setAttribute("aria-valuemax", this.at.length - 1);
    this.plot.setAttribute("aria-valuenow", index);
    this.plot.setAttribute("aria-valuetext", `${moment}: ${parts.join(", ")}`);
  }

  #fillLegend(values) {
    const items = this.series.map(([, label], number) => {
      const value = Object.assign(document.createElement("b"), { textContent: this.#written(values[number]) });
      const item = Object.assign(document.createElement("li"), { className: `line-${number}` });
      item.append(`${label} `, value);
      return item;
    });
    if (this.target) {
      const textContent = `target ${this.#written(this.target)}`;
      items.push(Object.assign(document.createElement("li"), { className: "line-target", textContent }));
    }
    this.figure.querySelector(".legend").replaceChildren(...items);
  }

  #written(value) {
    return value === null ? "–" : `${Number(value.toPrecision(3)).toLocaleString("en")} ${this.unit}`.trim();
  }
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** The time of day in UTC: to the minute (16 characters of an ISO date) or to the second (19). */
export function clock(at, length) {
  return new Date(at * 1000).toISOString().slice(11, length);
}
