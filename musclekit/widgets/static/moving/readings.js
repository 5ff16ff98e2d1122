// What the muscles do, in numbers, bars and colours. Longer is warm and solid, shorter is blue and
// hatched; the numbers carry a sign, so that nobody needs the colour.

const STOPS = [[-30, [37, 88, 160]], [-8, [132, 172, 214]], [0, [236, 232, 222]], [5, [246, 190, 96]], [10, [222, 110, 38]], [25, [150, 22, 28]]]; // wider than the joints' ranges stretch a hamstring
const DASHES = ["", "9 4", "2 4", "10 4 2 4"];

function strainColour(percent) {
  const at = Math.min(Math.max(percent, STOPS[0][0]), STOPS.at(-1)[0]);
  const next = Math.max(STOPS.findIndex(([stop]) => at <= stop), 1);
  const [low, from] = STOPS[next - 1], [high, to] = STOPS[next], t = (at - low) / (high - low);
  return from.reduce((all, value, i) => (all << 8) | Math.round(value + t * (to[i] - value)), 0);
}
const css = (colour) => `#${colour.toString(16).padStart(6, "0")}`;
const signed = (value, digits = 1) => `${value > 0.05 ? "+" : value < -0.05 ? "−" : ""}${Math.abs(value).toFixed(digits)}\u00a0%`;
const lever = (value) => (Math.abs(value) < 0.5 ? "–" : `${Math.abs(value).toFixed(0)} ${value > 0 ? "flexes" : "extends"}`);

function scaleLegend(h) {
  const span = STOPS.at(-1)[0] - STOPS[0][0];
  const stops = STOPS.map(([percent, rgb]) => `rgb(${rgb}) ${(100 * (percent - STOPS[0][0])) / span}%`);
  return h("div", { class: "mk-scale", role: "img", "aria-label": "Colour of a muscle: blue when shorter than upright, pale as upright, orange to dark red when longer" },
    h("i", { style: `background:linear-gradient(to right, ${stops})` }),
    h("span", {}, `−${-STOPS[0][0]} % shorter`), h("b", { style: `left:${(100 * -STOPS[0][0]) / span}%` }, "upright"), h("span", {}, `longer +${STOPS.at(-1)[0]} %`));
}

class Readings {
  constructor(h, muscles, levers, what = "Muscle") {
    this.muscles = muscles;
    this.levers = levers;
    const heads = [what, "Length against upright", "mm", ...levers.map((one) => `${one.label} lever, mm`)];
    this.rows = muscles.map((muscle, i) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      line.setAttribute("class", "mk-dash"); line.setAttribute("viewBox", "0 0 26 6"); line.setAttribute("aria-hidden", "true");
      line.innerHTML = `<line x1="0" y1="3" x2="26" y2="3" stroke-dasharray="${DASHES[i % DASHES.length]}"/>`;
      const row = { bar: h("i"), strain: h("b"), length: h("td"), levers: levers.map(() => h("td")) };
      row.el = h("tr", {}, h("th", { scope: "row" }, line, muscle.name), h("td", { class: "mk-strain" }, h("span", { class: "mk-strainbar" }, row.bar), row.strain), row.length, ...row.levers);
      return row;
    });
    this.el = h("table", { class: "mk-readings" }, h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, ...this.rows.map((row) => row.el)));
  }

  // `at(id, quantity)` is what stands in the table.
  show(at) {
    this.muscles.forEach((muscle, i) => {
      const row = this.rows[i], strain = at(muscle.id, "strain_percent"), share = Math.min(Math.abs(strain / STOPS[0][0]), 1) * 50;
      row.strain.textContent = signed(strain);
      row.bar.className = strain < 0 ? "mk-shorter" : "mk-longer";
      row.bar.style.cssText = `${strain < 0 ? "right" : "left"}:50%;width:${share}%;background-color:${css(strainColour(strain))}`;
      row.length.textContent = at(muscle.id, "length_mm").toFixed(0);
      this.levers.forEach((one, k) => (row.levers[k].textContent = lever(at(muscle.id, `${one.name}_lever_mm`))));
    });
  }

  words(at) {
    return this.muscles.map((muscle) => `${muscle.name} ${signed(at(muscle.id, "strain_percent"))}`).join(", ");
  }
}
