// The slice explorer: a plane moved by sliders, keys, and clicks in the 3D view; its pictures, and what they say.
// While one move is on its way only the latest waits; when all rests, names, words and the plane in 3D follow.

const REST_MS = 220, GONE_MS = 20000; // rest before the words follow; an answer later than that was lost
const TURNS = { axial: "Axial", coronal: "Coronal", sagittal: "Sagittal", across: "Across a muscle", along: "Along a muscle", free: "Free" };
const TOGGLES = { l: "labels", t: "t1", i: "stir" };
const KEYS_HELP = "Keys: Page Up and Page Down move the slice by 5 mm (Shift: 1 mm), 1 to 6 turn it, L T I show labels, T1-like, STIR-like, Z comes closer, J goes to the injury; on a picture the arrows move a cross (Shift: 1 mm), Enter marks it in 3D, M begins and ends a line, O sets corners of an outline, Enter closes it.";

const amount = (value, unit) => `${String(Math.round(value)).replace("-", "−")}${unit === "°" ? "" : " "}${unit}`;

class Slicer {
  constructor(host) {
    const { h, model } = host, panel = model.get("panel");
    Object.assign(this, { host, panel, boards: new Map(), wanted: { kinds: panel.kinds, near: false }, ways: new Map(), waiting: null });
    const pressed = (on) => String(Boolean(on));
    this.turns = new Map(panel.orientations.map((name, i) => [name, h("button", { type: "button", "aria-pressed": pressed(false), title: `${TURNS[name]} (${i + 1})`,
      onclick: () => this.ask({ do: "turn", orientation: name }) }, TURNS[name])]));
    this.toggles = new Map(panel.pictures.map(({ kind, name }) => [kind, h("button", { type: "button", "aria-pressed": pressed(false), onclick: () => this.toggleKind(kind) }, name)]));
    this.structure = h("select", { onchange: () => this.ask({ do: "about", structure: this.structure.value }) },
      ...panel.structures.map(({ id, name }) => h("option", { value: id }, name)));
    this.about = h("label", { class: "mk-choice" }, h("span", {}, "Across or along"), this.structure);
    this.sliders = h("div", { class: "mk-sliders" });
    this.room = h("div", { class: "mk-pictures" });
    this.status = h("p", { class: "mk-status-line" });
    this.colours = h("ul", { class: "mk-slicekey", "aria-label": "Colours in the label picture", hidden: true });
    this.said = h("p", { class: "mk-said", role: "status", "aria-live": "polite" });
    this.words = h("div", { class: "mk-slicewords" });
    const injuries = panel.injuries.map((text, i) => h("button", { type: "button", title: text, onclick: () => this.ask({ do: "injury", number: i }) },
      panel.injuries.length > 1 ? `To injury ${i + 1}` : "To the injury"));
    this.closer = h("button", { type: "button", "aria-pressed": "false", title: "Only what is about the marked point, in finer pixels (Z)", onclick: () => this.nearer() }, "Closer");
    this.el = h("div", { class: "mk-panel mk-slicer", role: "group", "aria-label": "Slices", onkeydown: (event) => this.key(event) },
      h("div", { class: "mk-controls mk-turns", role: "group", "aria-label": "Orientation" }, ...this.turns.values()),
      this.about, this.sliders,
      h("div", { class: "mk-controls", role: "group", "aria-label": "Pictures" }, ...this.toggles.values(), this.closer, ...injuries, this.status),
      this.room, this.colours, this.said, h("details", {}, h("summary", {}, "The slice in words"), this.words),
      h("p", { class: "mk-picture-help" }, KEYS_HELP), h("p", { class: "mk-schematic" }, panel.simulated));
    this.frame = svgNode("svg", { class: "mk-sliceframe", "aria-hidden": "true" });
    this.flag = h("span", { class: "mk-sliceflag", hidden: true });
    this.over = h("div", { class: "mk-sliceover" }, this.frame, this.flag);
    model.on("msg:custom", (message, buffers) => {
      if (message.kind === "slice") this.take(message, buffers);
      if (message.kind === "trouble") { this.status.textContent = message.text; this.reckon(); this.show(); this.answered(); }
    });
    this.show();
    this.ask({ do: "anew" });
  }

  // ---------------------------------------------------------------- asking
  ask(message) {
    const asked = { settled: true, ...message };
    if (this.busy && performance.now() - this.asked < GONE_MS) {
      (this.waiting ??= new Map()).set(asked.do === "set" ? `set ${asked.name}` : asked.do, asked);
      return;
    }
    this.busy = true;
    this.asked = performance.now();
    clearTimeout(this.slow);
    this.slow = setTimeout(() => (this.status.textContent = "Cutting …"), 700);
    this.host.model.send(asked);
  }

  answered() {
    this.busy = false;
    clearTimeout(this.slow);
    clearTimeout(this.resting);
    const next = this.waiting?.entries().next().value;
    if (!next) {
      if (this.unrested) this.resting = setTimeout(() => { this.unrested = false; this.ask({ do: "rest" }); }, REST_MS);
      return false;
    }
    this.waiting.delete(next[0]);
    if (!this.waiting.size) this.waiting = null;
    this.ask(next[1]);
    return true;
  }

  // A move goes out at once, without words; they follow when it was answered and no more has come for a while.
  move(name, value) {
    clearTimeout(this.resting);
    this.unrested = true;
    this.ask({ do: "set", name, value, settled: false });
  }

  // What is switched counts from what was asked for last, answered or not.
  toggleKind(kind) {
    const kinds = this.panel.pictures.map((one) => one.kind).filter((one) => (one === kind) !== this.wanted.kinds.includes(one));
    if (!kinds.length) return;
    this.wanted.kinds = kinds;
    this.tellWanted();
    this.ask({ do: "kinds", kinds });
  }

  nearer() {
    this.wanted.near = !this.wanted.near;
    this.tellWanted();
    this.ask({ do: "near", on: this.wanted.near });
  }

  // What was answered is what is wanted, but for what still waits to be asked.
  reckon() {
    const { kinds, near } = this.state ?? { kinds: this.panel.kinds, near: false };
    if (!this.waiting?.has("kinds")) this.wanted.kinds = kinds;
    if (!this.waiting?.has("near")) this.wanted.near = near;
  }

  // ---------------------------------------------------------------- answers
  take(message, buffers) {
    const { h } = this.host;
    this.state = message;
    this.reckon();
    for (const kind of message.kinds) if (!this.boards.has(kind)) this.boards.set(kind, this.board(kind));
    const shown = message.kinds.map((kind) => this.boards.get(kind));
    if (shown.length !== this.room.children.length || shown.some((board, i) => board.el !== this.room.children[i])) this.room.replaceChildren(...shown.map((board) => board.el));
    // What was measured is of this plane: it stays while that moves, and goes when it is turned.
    const plane = [message.orientation, message.near, message.about].join();
    if (plane !== this.plane) for (const board of this.boards.values()) board.measuring.clearAll();
    this.plane = plane;
    message.pictures.forEach((head, i) => this.boards.get(head.kind).show(head, [buffers[i]]));
    if (message.settled) {
      const labels = buffers.at(-1);
      for (const board of shown) board.name(message.names, labels);
      this.words.replaceChildren(...message.words.split("\n").map((line) => h("p", {}, line)));
      this.said.textContent = message.said;
      this.colours.hidden = !message.key.length;
      this.colours.replaceChildren(...message.key.map(([text, colour]) => h("li", {}, h("i", { style: `background:${colour}`, "aria-hidden": "true" }), text)));
    }
    this.status.textContent = "";
    this.show();
    requestAnimationFrame(() => this.host.el.dispatchEvent(new CustomEvent(message.settled ? "mk-rested" : "mk-sliced", { bubbles: true })));
    this.answered();
  }

  board(kind) {
    const { name } = this.panel.pictures.find((one) => one.kind === kind);
    return new PictureBoard(this.host.h, { label: name, help: null, keys: (event) => this.taken(event),
      pointed: (row, column, named) => this.point(row, column, named), tallest: 0.55 });
  }

  point(row, column, named) {
    this.named = named;
    clearTimeout(this.resting);
    this.unrested = true;
    this.ask({ do: "point", pixel: [row, column], settled: false });
  }

  // ---------------------------------------------------------------- drawing
  show() {
    const { state } = this;
    for (const [name, button] of this.turns) button.setAttribute("aria-pressed", String(name === state?.orientation));
    this.tellWanted();
    if (!state) return;
    this.about.hidden = !["across", "along"].includes(state.orientation);
    if (document.activeElement !== this.structure) this.structure.value = state.about;
    this.tellWays();
    const [row, column] = state.pixel;
    for (const board of this.boards.values()) board.mark([{ row, column }]);
    this.overlay();
  }

  tellWanted() {
    for (const [kind, button] of this.toggles) button.setAttribute("aria-pressed", String(this.wanted.kinds.includes(kind)));
    this.closer.setAttribute("aria-pressed", String(this.wanted.near));
  }

  tellWays() {
    const { h } = this.host, { ways } = this.state, names = ways.map((one) => one.name + one.label).join();
    if (names !== this.drawnWays) {
      this.drawnWays = names;
      this.ways = new Map(ways.map((one) => {
        const input = h("input", { type: "range", step: 1, "aria-label": one.label, "data-way": one.name, oninput: () => { told.textContent = amount(input.value, one.unit); this.move(one.name, Number(input.value)); } });
        const told = h("output", {});
        return [one.name, { input, told, el: h("label", { class: "mk-slider" }, h("span", {}, one.label), input, told) }];
      }));
      this.sliders.replaceChildren(...[...this.ways.values()].map((one) => one.el));
    }
    for (const one of ways) {
      const { input, told } = this.ways.get(one.name);
      Object.assign(input, { min: one.low, max: one.high });
      if (!(this.waiting?.has(`set ${one.name}`))) {
        input.value = one.value;
        told.textContent = amount(one.value, one.unit);
      }
      input.setAttribute("aria-valuetext", `${Math.round(one.value)} ${one.unit === "%" ? "percent" : one.unit === "°" ? "degrees" : "millimetres"}`);
    }
  }

  // ---------------------------------------------------------------- keyboard
  key(event) {
    if (event.defaultPrevented || event.target.closest("select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.taken(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  taken(event) {
    const key = event.key.toLowerCase(), number = Number(event.key) - 1;
    if (key === "pageup" || key === "pagedown") return this.step((key === "pageup" ? 1 : -1) * (event.shiftKey ? 1 : 5));
    if (this.panel.orientations[number]) this.ask({ do: "turn", orientation: this.panel.orientations[number] });
    else if (TOGGLES[key]) this.toggleKind(TOGGLES[key]);
    else if (key === "z") this.nearer();
    else if (key === "j" && this.panel.injuries.length) this.ask({ do: "injury", number: 0 });
    else return false;
    return true;
  }

  step(by) {
    const [first] = this.state?.ways ?? [], one = first && this.ways.get(first.name);
    if (!one) return false;
    const { input, told } = one;
    input.value = Number(input.value) + by;
    told.textContent = amount(input.value, first.unit);
    this.move(first.name, Number(input.value));
    return true;
  }

  // ---------------------------------------------------------------- the 3D view
  // A click there moves the plane; the card of a structure is opened by the list and by keys.
  picked(id, point) {
    if (!point) return false;
    const { stage } = this.host;
    this.named = stage.thing(id)?.name ?? "";
    this.ask({ do: "jump", point });
    return true;
  }

  // The plane's frame and the marked point, over the picture: they follow at once.
  overlay() {
    const { stage } = this.host, { state } = this;
    if (!this.host.here || !stage?.ready || !state) return;
    if (this.over.parentElement !== stage.canvas) stage.canvas.append(this.over);
    const flat = (point) => stage.eye.project(point).slice(0, 2), ring = flat(state.point);
    const corners = state.corners.map(flat).map((one) => one.join()).join(" ");
    this.frame.replaceChildren(svgNode("polygon", { points: corners }), svgNode("circle", { cx: ring[0], cy: ring[1], r: 7 }));
    this.flag.hidden = !this.named;
    this.flag.textContent = this.named ?? "";
    this.flag.style.transform = `translate(${ring[0] + 12}px, ${ring[1] - 12}px)`;
  }

  async draw() { this.overlay(); }

  beside() { return ""; }

  leave() { this.over.remove(); }

  end() {
    clearTimeout(this.resting);
    for (const board of this.boards.values()) board.end();
  }
}

panels.slicer = Slicer;
