// An ultrasound picture whose probe is moved: by sliders, by keys on the picture, by whoever holds it elsewhere. Each
// move asks Python for a frame; while one is on its way only the latest waits.

const FRAME_MS = 110; // between frames of a play, at least
const RESTS_MS = 350; // after so long without a move, names and words are asked for
const TALLEST = 0.44; // of the window's height
const FRAME_LOST_MS = 20000; // a frame that has not come by then was lost with the connection
const SCANNER_HELP = "Arrow keys move the probe: left and right as the picture lies, up and down across it; with Shift by 1 mm. T tilts, K rocks, R turns, D changes the depth, F the frequency, W the width; with Shift the other way. X long or short axis.";
const MORE_KEYS = { contract: "C contracts", knee: "B bends the knee", freeze: "Space freezes, then arrow keys move a cross, M and O measure", views: "1 to 9 go to a view", other: "L the other leg", stiffness: "S stiffness" };
const MOVES = [
  ["slide_mm", "Slide", "mm", 1], ["shift_mm", "Shift", "mm", 1], ["tilt_deg", "Tilt", "°", 1], ["rock_deg", "Rock", "°", 1],
  ["rotation_deg", "Rotate", "°", 1], ["depth_mm", "Depth", "mm", 5], ["width_mm", "Probe width", "mm", 5], ["frequency_mhz", "Frequency", "MHz", 0.5]];
const KEYED = { t: ["tilt_deg", 2], k: ["rock_deg", 2], r: ["rotation_deg", 5], d: ["depth_mm", 5], f: ["frequency_mhz", 1], w: ["width_mm", 5] };
const PLAYS = { contract: ["Contract", "Contraction", (share) => `${Math.round(100 * share)} %`], knee: ["Bend the knee", "Knee bent", (share) => `${Math.round(100 * share)} %`] };

class Scanner {
  // `bench` is what Python says of the probe and its ranges; `send` takes a message; `framed` and `worded` hear what came,
  // `moved` that the probe is asked for elsewhere. With `withheld`, nothing in the picture is named.
  constructor(h, { bench, send, label = "Ultrasound", framed = null, worded = null, moved = null, withheld = false }) {
    Object.assign(this, { h, bench, send, label, framed, worded, moved, withheld, probe: { ...bench.probe }, ray: null, aiming: false, play: "", step: 0, other: false, stiffness: false, turn: 0, frozen: false });
    const views = bench.views ?? [], more = withheld ? [] : ["freeze", "other", "stiffness"];
    const keys = [...bench.plays, ...(views.length ? ["views"] : []), ...more].map((name) => MORE_KEYS[name]);
    this.board = new PictureBoard(h, { label, help: [SCANNER_HELP, keys.length ? `${keys.join("; ")}.` : ""].join(" "), keys: (event) => this.key(event), arrows: false, depth: true, calipers: !withheld, tallest: TALLEST });
    this.beside = new PictureBoard(h, { label: "The other leg", help: "Uninjured, the same probe at the mirrored place.", keys: (event) => this.key(event), arrows: false, depth: true, calipers: false, tallest: TALLEST });
    this.beside.el.hidden = true;
    this.sliders = new Map(MOVES.map((one) => [one[0], this.slider(...one)]));
    const choice = (field, options) => {
      const node = h("select", { "data-move": field, onchange: () => this.set(field, node.value) }, ...options.map(([value, text]) => h("option", { value }, text)));
      return node;
    };
    this.axis = choice("axis", [["short", "Short axis: across"], ["long", "Long axis: along"]]);
    this.shape = choice("shape", [["linear", "Linear probe"], ["curved", "Curved probe"]]);
    this.moments = new Map(bench.plays.map((name) => [name, this.moment(name)]));
    const toggle = (text, title, act) => h("button", { type: "button", title, "aria-pressed": "false", onclick: act }, text);
    this.freezer = toggle("Freeze", "Space", () => this.freeze(!this.frozen));
    this.otherButton = toggle("The other leg", "L", () => this.toggleOther());
    this.stiffButton = toggle("Stiffness", "S", () => this.toggleStiffness());
    this.legend = this.scale();
    this.status = h("p", { class: "mk-status-line", role: "status" }, "The first picture is being made …");
    this.pictures = h("div", { class: "mk-legs-pair" }, this.board.el, this.beside.el);
    this.tools = h("div", { class: "mk-controls" }, ...(withheld ? [] : [this.freezer, this.otherButton, this.stiffButton]));
    const sliders = [...this.sliders.values()].map((one) => one.el);
    this.moves = h("div", { class: "mk-moves", role: "group", "aria-label": "Probe" }, ...sliders.slice(0, 5),
      h("div", { class: "mk-controls" }, this.axis, this.shape), ...sliders.slice(5));
    this.lives = h("div", { class: "mk-moments" }, ...[...this.moments.values()].map((one) => one.el));
    const help = h("details", { class: "mk-keys" }, h("summary", {}, "Keys, with the picture focused: arrows move, T tilts, K rocks, R turns, D depth …"), this.board.help);
    this.el = h("div", { class: "mk-scanner" }, this.pictures, help, this.legend, this.tools, this.lives, this.status, this.moves);
    this.freeze(false);
    this.tell();
  }

  // ---------------------------------------------------------------- controls
  slider(field, name, unit, step) {
    const { h } = this, [low, high] = this.bench.ranges[field], told = h("output", {});
    const input = h("input", { type: "range", min: low, max: high, step, value: this.probe[field], "data-move": field, "aria-label": name, oninput: () => this.set(field, Number(input.value)) });
    return { input, told, unit, el: h("label", { class: "mk-slider" }, h("span", {}, name), input, told) };
  }

  moment(name) {
    const { h } = this, [verb, noun, words] = PLAYS[name], told = h("output", {});
    const button = h("button", { type: "button", class: "mk-play", onclick: () => this.toggle(name) });
    const input = h("input", { type: "range", min: 0, max: this.bench.steps, step: 1, value: 0, "data-moment": name, "aria-label": noun, oninput: () => { this.pause(); this.go(name, Number(input.value)); } });
    return { button, input, told, verb, words, el: h("div", { class: "mk-moment" }, button, input, told) };
  }

  scale() {
    const { h } = this, stops = this.bench.ramp.map((rgb, i, all) => `rgb(${rgb}) ${(100 * i) / (all.length - 1)}%`);
    return h("p", { class: "mk-stiffness", hidden: true }, h("span", {}, "soft"), h("i", { style: `background:linear-gradient(to right, ${stops})`, "aria-hidden": "true" }), h("span", {}, "stiff"),
      h("small", {}, "Stiffness: a simulated order, not measured. No colour: no reading."));
  }

  tell() {
    for (const [field, { input, told, unit }] of this.sliders) {
      input.value = this.probe[field];
      told.textContent = `${String(Math.round(10 * this.probe[field]) / 10).replace("-", "−")}${unit === "°" ? "" : "\u00a0"}${unit}`;
      input.setAttribute("aria-valuetext", `${this.probe[field]} ${unit}`);
    }
    this.axis.value = this.probe.axis;
    this.shape.value = this.probe.shape;
    for (const [name, { button, input, told, verb, words }] of this.moments) {
      const step = this.play === name ? this.step : 0, playing = this.playing === name;
      input.value = step;
      told.textContent = words(step / this.bench.steps);
      input.setAttribute("aria-valuetext", told.textContent);
      button.textContent = playing ? "❚❚ Pause" : `▶ ${verb}`;
      button.setAttribute("aria-pressed", String(playing));
    }
  }

  // ---------------------------------------------------------------- moving
  set(field, value) {
    this.probe = { ...this.probe, [field]: value };
    this.live();
  }

  step_(field, by) {
    const [low, high] = this.bench.ranges[field], value = Math.min(Math.max(this.probe[field] + by, low), high);
    if (value === this.probe[field]) this.status.textContent = "It goes no further that way.";
    else this.set(field, value);
  }

  // To a probe as a whole: a standard view, or where it was. A line of sight before it counts no more.
  hold(probe) {
    Object.assign(this, { probe: { ...probe }, ray: null, aiming: false });
    this.live();
  }

  // To where a line of sight meets the skin. The place is known with the answer; what is moved until then goes on from it.
  aim(ray) {
    Object.assign(this, { ray, probe: { ...this.probe, slide_mm: 0, shift_mm: 0 } });
    this.live();
  }

  live() {
    if (this.frozen) this.freeze(false);
    this.tell();
    this.moved?.();
    this.ask();
  }

  go(name, step) {
    if (this.frozen) this.freeze(false);
    Object.assign(this, { play: name, step });
    this.tell();
    this.ask();
  }

  toggle(name) {
    if (this.playing === name) return this.pause();
    this.playing = name;
    if (this.play !== name) this.step = 0;
    this.up = this.step < this.bench.steps;
    this.next();
  }

  next() {
    if (!this.playing) return;
    if (this.step >= this.bench.steps) this.up = false;
    if (this.step <= 0) this.up = true;
    this.go(this.playing, this.step + (this.up ? 1 : -1));
  }

  pause() {
    if (!this.playing) return;
    this.playing = null;
    clearTimeout(this.nexting);
    this.tell();
    this.rest();
  }

  freeze(frozen) {
    if (frozen) this.pause();
    this.frozen = frozen;
    this.freezer.textContent = frozen ? "Live again" : "Freeze";
    this.freezer.setAttribute("aria-pressed", String(frozen));
    this.board.arrows = frozen;
    const { measuring } = this.board;
    if (!measuring) return;
    measuring.el.hidden = !frozen;
    if (!frozen) { Object.assign(measuring, { all: [], open: null }); measuring.take(""); measuring.changed(); this.board.cross = null; }
    else this.board.tell("Frozen. Measure with the calipers, or press Space to go on.");
  }

  toggleOther() {
    this.other = !this.other;
    this.otherButton.setAttribute("aria-pressed", String(this.other));
    this.beside.el.hidden = !this.other;
    this.pictures.classList.toggle("mk-both", this.other);
    this.ask();
  }

  toggleStiffness() {
    this.stiffness = !this.stiffness;
    this.stiffButton.setAttribute("aria-pressed", String(this.stiffness));
    this.legend.hidden = !this.stiffness;
    this.ask();
  }

  // ---------------------------------------------------------------- keyboard
  key(event) {
    const { key } = event, name = key.length === 1 ? key.toLowerCase() : key;
    if (this.frozen && (name.startsWith("Arrow") || ["m", "o", "Enter", "Delete", "Backspace", "Escape"].includes(name))) return false;
    const long = this.probe.axis === "long", mm = event.shiftKey ? 1 : 5, [inPlane, across] = long ? ["slide_mm", "shift_mm"] : ["shift_mm", "slide_mm"];
    const moves = { ArrowLeft: [inPlane, -mm], ArrowRight: [inPlane, mm], ArrowUp: [across, -mm], ArrowDown: [across, mm] };
    const [field, by] = moves[name] ?? (KEYED[name] ? [KEYED[name][0], (event.shiftKey ? -1 : 1) * KEYED[name][1]] : []);
    if (field) { this.step_(field, by); return true; }
    const acts = { x: () => this.set("axis", long ? "short" : "long") };
    for (const one of this.bench.plays) acts[one === "knee" ? "b" : "c"] = () => this.toggle(one);
    (this.bench.views ?? []).forEach((view, i) => (acts[String(i + 1)] = () => this.onView?.(view)));
    if (!this.withheld) Object.assign(acts, { " ": () => this.freeze(!this.frozen), l: () => this.toggleOther(), s: () => this.toggleStiffness(),
      m: () => this.board.tell("Freeze the picture first: Space."), o: () => this.board.tell("Freeze the picture first: Space.") });
    if (!acts[name]) return false;
    acts[name]();
    return true;
  }

  // ---------------------------------------------------------------- frames
  ask() {
    clearTimeout(this.resting);
    if (this.busy && performance.now() - this.asked < FRAME_LOST_MS) { this.wanting = true; return; }
    Object.assign(this, { busy: true, wanting: false, asked: performance.now() });
    clearTimeout(this.slow);
    this.slow = setTimeout(() => (this.status.textContent = "Bending the meshes for the first time …"), 900);
    const { probe, ray, play, step, other, stiffness } = this;
    this.send({ do: "frame", turn: ++this.turn, probe, ray, play, step, other, stiffness, body: Boolean(this.lacks?.(play, step)) });
    Object.assign(this, { aiming: Boolean(ray), ray: null });
  }

  answered() {
    this.busy = false;
    clearTimeout(this.slow);
    if (this.wanting) { this.ask(); return true; }
    return false;
  }

  // A frame as Python sent it; what is left of its buffers belongs to the 3D view.
  take(message, buffers) {
    const rest = [...buffers];
    this.paint(this.board, message, rest);
    if (message.other) this.paint(this.beside, message.other, rest);
    this.known = message.probe;
    if (!this.wanting) this.probe = { ...message.probe };
    else if (this.aiming) this.probe.over = message.probe.over;
    this.aiming = false;
    this.tell();
    this.status.textContent = "";
    this.framed?.({ ...message, grey: bytesOf(buffers[0]) }, rest);
    if (this.answered()) return;
    if (this.playing) this.nexting = setTimeout(() => this.next(), Math.max(FRAME_MS - (performance.now() - this.asked), 0));
    else this.rest();
  }

  paint(board, head, buffers) {
    board.show({ ...head, names: [] }, [buffers.shift()]);
    board.lay(head.stiffness ? this.coloured(buffers.shift()) : null, 0.55);
  }

  coloured(view) {
    this.colours ??= Array.from({ length: 256 }, (_, i) => {
      const { ramp } = this.bench, at = (Math.min(i, 254) / 254) * (ramp.length - 1), low = Math.min(Math.floor(at), ramp.length - 2);
      return [...ramp[low].map((value, k) => value + (at - low) * (ramp[low + 1][k] - value)), i === 255 ? 0 : 255];
    });
    const steps = bytesOf(view), pixels = new Uint8ClampedArray(4 * steps.length);
    steps.forEach((step, i) => pixels.set(this.colours[step], 4 * i));
    return pixels;
  }

  failed(text) {
    clearTimeout(this.slow);
    this.pause();
    this.status.textContent = text;
    if (this.aiming && this.known) {
      const { over, slide_mm, shift_mm } = this.known;
      Object.assign(this.probe, { over, slide_mm, shift_mm });
      this.tell();
    }
    this.aiming = false;
    this.answered();
  }

  rest() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => { if (!this.playing && !this.busy) this.send({ do: "named", turn: this.turn }); }, RESTS_MS);
  }

  // Names and words, if the picture is still the one they are of.
  named(message, buffers) {
    if (this.busy || this.playing) return;
    if (message.one) this.board.name(message.one, buffers[0]);
    if (message.other && this.other) this.beside.name(message.other, buffers[1]);
    this.worded?.(message.words);
  }

  end() { clearTimeout(this.resting); clearTimeout(this.nexting); clearTimeout(this.slow); this.playing = null; this.board.end(); this.beside.end(); }
}

const bytesOf = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
