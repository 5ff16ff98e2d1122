// Calipers on a picture: lines in millimetres, closed outlines in square centimetres, each end a button that is
// dragged or moved by keys.

const MOST = { line: 3, area: 2 };
const STROKE = 72, CORNERS = 16; // points that a stroke keeps; outlines of more have no corners to take hold of
const NAMED = { line: ["1", "2", "3"], area: ["A", "B"] };

class Measuring {
  constructor(board, heard) {
    const { h } = board;
    Object.assign(this, { board, heard, tool: "", all: [], open: null });
    const tool = (name, text, label, title) => h("button", { type: "button", title, "aria-label": label, "aria-pressed": "false", onclick: () => this.take(this.tool === name ? "" : name) }, text);
    this.tools = { line: tool("line", "Line", "Measure a line", "Drag from end to end (M at the cross)"), area: tool("area", "Outline", "Outline an area", "Draw round it in one stroke, or click corner by corner (O at the cross)") };
    this.clear = h("button", { type: "button", onclick: () => this.clearAll() }, "Clear");
    this.list = h("ul", { class: "mk-measures", "aria-label": "Measured" });
    this.el = h("div", { class: "mk-measuring" }, h("div", { class: "mk-controls", role: "group", "aria-label": "Calipers" }, this.tools.line, this.tools.area, this.clear), this.list);
    this.changed();
  }

  take(name) {
    if (this.open?.kind === "area") this.close();
    this.tool = name;
    for (const [one, button] of Object.entries(this.tools)) button.setAttribute("aria-pressed", String(one === name));
    this.board.face.classList.toggle("mk-measures-now", Boolean(name));
    if (name) this.board.tell(name === "line" ? "Drag from one end to the other." : "Draw round it, or click corner by corner and end at the first one.");
  }

  clearAll() { this.all = []; this.open = null; this.changed(); }

  // ---------------------------------------------------------------- making
  begin(kind, at) {
    const same = this.all.filter((one) => one.kind === kind);
    if (same.length === MOST[kind]) this.all.splice(this.all.indexOf(same[0]), 1);
    const free = NAMED[kind].find((name) => !this.all.some((one) => one.name === name));
    this.open = { kind, name: free, points: kind === "line" ? [at, at] : [at] };
    this.all.push(this.open);
  }

  press(at) {
    if (this.tool === "line") this.begin("line", at);
    else if (!this.open) this.begin("area", at);
    else if (this.open.points.length > 2 && this.near(at, this.open.points[0])) return this.close();
    else this.open.points.push(at);
    this.stroked = false;
    this.changed();
  }

  drag(began, at) {
    if (!this.open || !this.tool) return;
    const { points, kind } = this.open;
    if (kind === "line") points[1] = at;
    else if (!this.near(at, points.at(-1), 6)) { points.push(at); this.stroked = true; }
    this.changed(false);
  }

  // True if the press was a measurement and not a click on the picture.
  release() {
    if (!this.tool) return false;
    if (this.open?.kind === "line") {
      if (this.millimetres(this.open) < 1) this.all.pop();
      this.open = null;
      this.take("");
    } else if (this.stroked) this.close();
    this.changed();
    if (!this.open) this.board.tell(this.words().at(-1) ?? "");
    return true;
  }

  close() {
    if (this.open && this.open.points.length < 3) this.all.splice(this.all.indexOf(this.open), 1);
    if (this.open) this.open.points = fewer(this.open.points, STROKE);
    this.open = null;
    this.stroked = false;
    if (this.tool) this.take("");
    this.changed();
  }

  near(a, b, pixels = 12) { return Math.hypot(a[0] - b[0], a[1] - b[1]) * this.board.scale < pixels; }

  // ---------------------------------------------------------------- keyboard
  key(event) {
    const key = event.key.toLowerCase(), at = this.board.cross ?? this.board.middle;
    if (key === "m") {
      if (this.open?.kind === "line") { this.open.points[1] = at; this.open = null; }
      else { this.close(); this.begin("line", at); this.board.tell("One end is here; move on and press M at the other."); }
    } else if (key === "o") {
      if (this.open?.kind === "area") this.open.points.push(at);
      else { this.open = null; this.begin("area", at); }
      this.board.tell(`Corner ${this.open.points.length}; Enter closes the outline.`);
    } else if (key === "enter" && this.open) this.close();
    else if (key === "escape" && (this.open || this.tool)) { if (this.open) this.all.pop(); this.open = null; this.take(""); }
    else if ((key === "delete" || key === "backspace") && this.all.length) { this.all.pop(); this.open = null; }
    else return false;
    this.board.cross = at;
    this.changed();
    if (!this.open) this.board.tell(this.words().at(-1) ?? "Nothing is measured.");
    return true;
  }

  follow(at) { if (this.open?.kind === "line" && !this.board.pressed) { this.open.points[1] = at; this.changed(false); } }

  // ---------------------------------------------------------------- numbers
  millimetres({ points: [a, b] }) { return Math.hypot(a[0] - b[0], a[1] - b[1]) * this.board.head.spacing_mm; }

  squareCm({ points }) {
    let twice = 0;
    points.forEach(([r, c], i) => { const [r1, c1] = points[(i + 1) % points.length]; twice += c * r1 - c1 * r; });
    return (Math.abs(twice) / 200) * this.board.head.spacing_mm ** 2;
  }

  // What is measured: { lines_mm: [..], areas_cm2: [..] }, in the order of their names.
  get values() {
    const done = (kind) => this.all.filter((one) => one.kind === kind && one !== this.open).sort((a, b) => (a.name < b.name ? -1 : 1));
    return { lines_mm: done("line").map((one) => this.millimetres(one)), areas_cm2: done("area").map((one) => this.squareCm(one)) };
  }

  words() {
    const told = this.all.filter((one) => one !== this.open).map((one) =>
      one.kind === "line" ? `Line ${one.name}: ${this.millimetres(one).toFixed(1)} mm` : `Outline ${one.name}: ${this.squareCm(one).toFixed(2)} cm²`);
    const { lines_mm: [long, wide], areas_cm2: [a, b] } = this.values;
    if (wide) told.push(`Two diameters: ${long.toFixed(0)} × ${wide.toFixed(0)} mm, an ellipse of ${((Math.PI * long * wide) / 400).toFixed(2)} cm²`);
    if (b) told.push(`The smaller outline is ${((100 * Math.min(a, b)) / Math.max(a, b)).toFixed(0)} % of the larger`);
    return told;
  }

  // ---------------------------------------------------------------- drawing
  changed(settled = true) {
    const { board } = this, { h } = board;
    this.clear.disabled = !this.all.length;
    this.list.replaceChildren(...(board.head ? this.words() : []).map((text) => h("li", {}, text)));
    if (settled) { this.makeEnds(); if (board.head) this.heard?.(this.values); }
    board.draw();
  }

  // Ends of lines and corners of outlines; a stroke of many points has none.
  makeEnds() {
    const { board } = this, { h } = board, held = document.activeElement?.dataset?.end;
    const ends = this.all.filter((one) => one !== this.open && one.points.length <= CORNERS).flatMap((one) => one.points.map((point, i) => {
      const label = `${one.kind === "line" ? "Line" : "Outline"} ${one.name}, ${one.kind === "line" ? `end ${i + 1}` : `corner ${i + 1} of ${one.points.length}`}`;
      const node = h("button", { type: "button", class: `mk-end-${one.kind} mk-end`, "data-end": `${one.name}-${i}`, "aria-label": `${label}; arrow keys move it`,
        tabindex: one.kind === "area" && i ? "-1" : "0", onkeydown: (event) => this.nudge(event, one, i) });
      node.addEventListener("pointerdown", (event) => { event.preventDefault(); event.stopPropagation(); node.focus({ preventScroll: true }); node.setPointerCapture(event.pointerId); this.held = node; });
      node.addEventListener("pointermove", (event) => { if (this.held === node) { one.points[i] = board.at(event); board.put(node, ...one.points[i]); this.changed(false); } });
      for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, () => { if (this.held !== node) return; this.held = null; this.changed(); });
      board.put(node, ...point);
      return node;
    }));
    board.things.replaceChildren(...ends);
    if (held) board.things.querySelector(`[data-end="${held}"]`)?.focus({ preventScroll: true });
  }

  nudge(event, one, i) {
    const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const { board } = this, step = (event.shiftKey ? 5 : 1) / board.head.spacing_mm;
    one.points[i] = board.within([one.points[i][0] + step * way[0], one.points[i][1] + step * way[1]]);
    this.changed();
    board.tell(this.words()[this.all.indexOf(one)]);
  }

  paint(lines, texts) {
    for (const one of this.all) {
      const points = one.kind === "area" && one !== this.open ? [...one.points, one.points[0]] : one.points;
      lines.push(line(points, "mk-caliper-under"), line(points, "mk-caliper"));
      const side = one.kind === "line" ? (a, b) => (b[1] > a[1] ? b : a) : (a, b) => (b[0] < a[0] ? b : a), [row, column] = one.points.reduce(side);
      texts.push(this.board.textAt(one.kind === "line" ? `${one.name}: ${this.millimetres(one).toFixed(0)} mm` : one.name, row, column, "mk-measure-name"));
    }
  }
}

// At most so many points of a stroke, evenly.
function fewer(points, most) {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, i) => points[Math.floor((i * points.length) / most)]);
}
