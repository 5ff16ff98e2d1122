// A picture of the inside as Python sent it, pixel by pixel: what lies under the pointer or under a cross moved by
// keys, sides of the body, a bar of length, and calipers on it.

const FACE_HELP = "Arrow keys move the cross, with Shift by 1 mm; Enter marks the place; M begins and ends a line, O sets corners of an outline, Enter closes it, Delete removes what was measured last.";
const BARS_MM = [5, 10, 20, 50, 100];

class PictureBoard {
  // `pointed` hears a click or Enter: row, column, name. `keys` hears each key first and returns true for what it took.
  // `measured` hears the measures whenever they change. `arrows: false` leaves the arrow keys to `keys`.
  constructor(h, { label, help = FACE_HELP, keys = null, pointed = null, measured = null, arrows = true, calipers = true, tallest = 0.62, depth = false }) {
    Object.assign(this, { h, label, keys, pointed, arrows, tallest, depth, head: null, cross: null, marks: [], ringed: [], alpha: 0.5 });
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.lines = svgNode("svg", { class: "mk-picture-lines", "aria-hidden": "true", preserveAspectRatio: "none" });
    this.things = h("div", { class: "mk-picture-things" });
    this.texts = h("div", { class: "mk-picture-texts", "aria-hidden": "true" });
    this.sides = Object.fromEntries(["left", "right", "top", "bottom"].map((side) => [side, h("b", { class: `mk-side mk-side-${side}` })]));
    this.bar = h("span", { class: "mk-scalebar" });
    this.tip = h("span", { class: "mk-under", hidden: true });
    this.drawn = h("span", { class: "mk-simulated" }, "Simulated");
    this.say = h("p", { class: "mk-picture-say", role: "status", "aria-live": "polite" });
    this.help = h("p", { class: "mk-picture-help", id: `mk-picture-${Math.random().toString(36).slice(2, 8)}`, hidden: !help }, help ?? "");
    this.face = h("div", { class: "mk-picture-face", tabindex: "0", role: "application", "aria-label": label, "aria-describedby": this.help.id,
      onkeydown: (event) => this.key(event), onpointerdown: (event) => this.press(event), onpointermove: (event) => this.hover(event),
      onpointerup: (event) => this.release(event), onpointercancel: () => (this.pressed = null),
      onpointerleave: () => (this.tip.hidden = true), onblur: () => this.draw(), onfocus: () => this.draw() },
    this.canvas, this.lines, this.texts, ...Object.values(this.sides), this.bar, this.drawn, this.tip);
    this.measuring = calipers ? new Measuring(this, measured) : null;
    this.el = h("figure", { class: "mk-picture" }, h("figcaption", {}, label), h("div", { class: "mk-picture-room" }, this.face, this.things), this.measuring?.el, this.help, this.say);
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.el);
  }

  // ---------------------------------------------------------------- what is shown
  // `head`: rows, columns, channels (1 grey, 3 colour), spacing_mm, sides, names by number, smooth. Buffers: pixels, labels.
  show(head, buffers) {
    const before = this.head, bytes = (view) => new Uint8ClampedArray(view.buffer, view.byteOffset, view.byteLength);
    this.head = head;
    this.image = raster(head, bytes(buffers[0]));
    this.labels = buffers[1] ? bytes(buffers[1]) : null;
    const moved = !before || before.rows !== head.rows || before.columns !== head.columns;
    if (moved) { this.cover = null; this.cross = null; }
    this.ringed = [];
    for (const [side, node] of Object.entries(this.sides)) node.textContent = head.sides?.[side] ?? "";
    if (moved) this.fit(); else this.draw();
  }

  // Names that came later than the picture they belong to.
  name(names, labels) {
    this.head = { ...this.head, names };
    this.labels = new Uint8ClampedArray(labels.buffer, labels.byteOffset, labels.byteLength);
  }

  titled(text) {
    this.face.setAttribute("aria-label", text);
    this.el.querySelector("figcaption").textContent = text;
  }

  // Colours over the picture, of the same size: four bytes a pixel.
  lay(pixels, alpha = this.alpha) {
    this.alpha = alpha;
    this.cover = pixels && raster({ ...this.head, channels: 4 }, new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength));
    this.draw();
  }

  // Places to be marked: { row, column, text, tone }.
  mark(marks) { this.marks = marks; this.draw(); }

  // The border of what a mask has, one byte a pixel.
  ring(mask, colour = "#35d07f") {
    const { rows, columns } = this.head, inside = (i) => mask[i];
    const pixels = new Uint8ClampedArray(4 * rows * columns), [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    for (let i = 0; i < rows * columns; i++) {
      const c = i % columns;
      if (!inside(i) || (c && inside(i - 1) && c < columns - 1 && inside(i + 1) && inside(i - columns) && inside(i + columns))) continue;
      pixels.set([red, green, blue, 255], 4 * i);
    }
    this.ringed.push(raster({ rows, columns, channels: 4 }, pixels));
    this.draw();
  }

  nameAt(row, column) {
    if (!this.head || !this.labels) return "";
    const [r, c] = [Math.round(row), Math.round(column)];
    if (r < 0 || c < 0 || r >= this.head.rows || c >= this.head.columns) return "";
    return this.head.names[this.labels[r * this.head.columns + c]] ?? "";
  }

  // ---------------------------------------------------------------- drawing
  fit() {
    if (!this.head || !this.el.clientWidth) return;
    // On a phone the 3D view stands above: what is left of the window must hold the picture.
    const { rows, columns } = this.head, most = matchMedia("(max-width: 900px)").matches ? 0.42 : 1, tall = Math.max(220, Math.min(this.tallest, most) * innerHeight);
    this.scale = Math.min(this.el.clientWidth / columns, tall / rows);
    const room = this.face.parentElement.style;
    room.width = `${columns * this.scale}px`;
    room.height = `${rows * this.scale}px`;
    this.lines.setAttribute("viewBox", `-0.5 -0.5 ${columns} ${rows}`);
    const room_mm = (0.3 * columns * this.scale) / this.perMm, long = BARS_MM.filter((mm) => mm <= room_mm).at(-1) ?? BARS_MM[0];
    this.bar.textContent = `${long} mm`;
    this.bar.style.width = `${long * this.perMm}px`;
    this.draw();
  }

  get perMm() { return this.scale / this.head.spacing_mm; }

  draw() {
    if (!this.head || !this.scale || this.queued) return;
    this.queued = requestAnimationFrame(() => { this.queued = 0; this.paint(); });
  }

  paint() {
    const { rows, columns, smooth } = this.head, { canvas } = this, dense = devicePixelRatio || 1;
    const [width, height] = [Math.round(columns * this.scale * dense), Math.round(rows * this.scale * dense)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const paint = canvas.getContext("2d");
    paint.imageSmoothingEnabled = Boolean(smooth);
    paint.drawImage(this.image, 0, 0, width, height);
    paint.imageSmoothingEnabled = false;
    for (const one of this.ringed) paint.drawImage(one, 0, 0, width, height);
    if (this.cover) { paint.globalAlpha = this.alpha; paint.drawImage(this.cover, 0, 0, width, height); paint.globalAlpha = 1; }
    const lines = [], texts = [];
    if (this.depth) this.drawDepth(lines, texts);
    for (const { row, column, text, tone } of this.marks) {
      const size = 7 / this.scale;
      lines.push(line([[row - size, column], [row + size, column]], `mk-mark-${tone ?? "plain"}`), line([[row, column - size], [row, column + size]], `mk-mark-${tone ?? "plain"}`));
      if (text) texts.push(this.textAt(text, row, column));
    }
    if (this.cross && document.activeElement === this.face) {
      const [r, c] = this.cross;
      lines.push(line([[r, -0.5], [r, columns - 0.5]], "mk-cross"), line([[-0.5, c], [rows - 0.5, c]], "mk-cross"));
    }
    this.measuring?.paint(lines, texts);
    this.lines.replaceChildren(...lines);
    this.texts.replaceChildren(...texts);
  }

  drawDepth(lines, texts) {
    const { rows, spacing_mm: step, above_mm: above = 0 } = this.head;
    for (let mm = 10; (mm + above) / step < rows - 1; mm += 10) {
      const row = (mm + above) / step;
      lines.push(line([[row, -0.5], [row, (mm % 50 ? 5 : 9) / this.scale]], "mk-tick"));
      if (mm % 20 === 0) texts.push(this.textAt(`${mm}`, row, 9 / this.scale, "mk-depth"));
    }
  }

  textAt(text, row, column, kind = "") {
    const node = this.h("span", { class: kind }, text);
    this.put(node, row, column);
    return node;
  }

  put(node, row, column) {
    node.style.left = `${((column + 0.5) / this.head.columns) * 100}%`;
    node.style.top = `${((row + 0.5) / this.head.rows) * 100}%`;
  }

  tell(text) { this.say.textContent = text; }

  // ---------------------------------------------------------------- pointer
  at(event) {
    const box = this.face.getBoundingClientRect(), { rows, columns } = this.head;
    return this.within([((event.clientY - box.top) / box.height) * rows - 0.5, ((event.clientX - box.left) / box.width) * columns - 0.5]);
  }

  within([row, column]) { return [Math.min(Math.max(row, 0), this.head.rows - 1), Math.min(Math.max(column, 0), this.head.columns - 1)]; }

  hover(event) {
    if (!this.head) return;
    const at = this.at(event), name = this.nameAt(...at);
    this.tip.hidden = !name;
    this.tip.textContent = name;
    if (name) {
      this.put(this.tip, ...at);
      this.tip.classList.toggle("mk-leftwards", at[1] > 0.6 * this.head.columns);
    }
    if (this.pressed) this.measuring?.drag(this.pressed, at);
  }

  press(event) {
    if (!this.head || event.button) return;
    this.pressed = this.at(event);
    if (!this.measuring?.tool) return;
    event.preventDefault();
    this.face.focus({ preventScroll: true });
    this.face.setPointerCapture(event.pointerId);
    this.measuring.press(this.pressed);
  }

  release(event) {
    const began = this.pressed;
    this.pressed = null;
    if (!began || this.measuring?.release(began)) return;
    const at = this.at(event), far = Math.hypot(at[0] - began[0], at[1] - began[1]) * this.scale;
    if (far < 8) this.point(at);
  }

  point(at) {
    this.cross = at;
    this.pointed?.(at[0], at[1], this.nameAt(...at));
    this.draw();
  }

  // ---------------------------------------------------------------- keyboard
  key(event) {
    if (event.target !== this.face || !this.head || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.keys?.(event) || this.moved(event) || this.measuring?.key(event)) { event.preventDefault(); event.stopPropagation(); return; }
    if (event.key !== "Enter" || !this.cross) return;
    event.preventDefault();
    this.point(this.cross);
  }

  moved(event) {
    const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!way || !this.arrows) return false;
    const step = (event.shiftKey ? 1 : 5) / this.head.spacing_mm, [row, column] = this.cross ?? this.middle;
    this.crossTo([row + step * way[0], column + step * way[1]]);
    return true;
  }

  // Where the cross begins: at the first mark, else in the middle.
  get middle() { const [mark] = this.marks; return mark ? this.within([mark.row, mark.column]) : [(this.head.rows - 1) / 2, (this.head.columns - 1) / 2]; }

  crossTo(at) {
    this.cross = this.within(at);
    this.measuring?.follow(this.cross);
    const name = this.nameAt(...this.cross);
    this.tip.hidden = true;
    this.tell(name || (this.labels ? "nothing named here" : `${this.placeInWords()}`));
    this.draw();
  }

  placeInWords() {
    const { spacing_mm: step } = this.head, [row, column] = this.cross;
    return `${Math.round(column * step)} mm from the left, ${Math.round(row * step)} mm from the top`;
  }

  end() { this.watch.disconnect(); }
}

// A canvas of the pixels' own size.
function raster({ rows, columns, channels }, pixels) {
  const made = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
  const all = channels === 4 ? new Uint8ClampedArray(pixels) : new Uint8ClampedArray(4 * rows * columns).fill(255);
  if (channels === 1) for (let i = 0; i < rows * columns; i++) all[4 * i] = all[4 * i + 1] = all[4 * i + 2] = pixels[i];
  if (channels === 3) for (let i = 0; i < rows * columns; i++) for (let k = 0; k < 3; k++) all[4 * i + k] = pixels[3 * i + k];
  made.getContext("2d").putImageData(new ImageData(all, columns, rows), 0, 0);
  return made;
}

function svgNode(tag, props = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
  return node;
}

const line = (points, kind) => svgNode("polyline", { class: kind, points: points.map(([row, column]) => `${column},${row}`).join(" ") });
