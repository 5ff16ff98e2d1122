// The page's one 3D view: K3D in a frame of names, labels, views, keyboard and words.
// Python decides what is shown; this file finds hover and click, moves the camera, draws labels.

const page = (globalThis.__musclekit ??= { docks: new Map() });
const FOV = 25;
const h = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (value !== false && value != null) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
};
const svg = (tag, props = {}) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
  return node;
};
const sub = (a, b) => a.map((x, i) => x - b[i]);
const add = (a, b) => a.map((x, i) => x + b[i]);
const mul = (a, s) => a.map((x) => x * s);
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a) => mul(a, 1 / (Math.hypot(...a) || 1));
const turn = (v, axis, angle) =>
  add(add(mul(v, Math.cos(angle)), mul(cross(axis, v), Math.sin(angle))), mul(axis, dot(axis, v) * (1 - Math.cos(angle))));
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function fit(frame, aspect) {
  const [width, height, depth] = frame.extent;
  const half = (Math.max(height, width / aspect) / 2) * 1.08;
  const distance = half / Math.tan((FOV * Math.PI) / 360) + depth / 2;
  return [...add(frame.target, mul(frame.direction, distance)), ...frame.target, ...frame.up];
}

class Stage {
  constructor(model, el) {
    this.model = model;
    this.ready = false;
    this.cursor = -1;
    this.build(el);
    const on = (names, act) => names.split(" ").forEach((name) => model.on(`change:${name}`, act));
    on("things", () => this.drawTree());
    on("things labels marks mode", () => this.draw());
    on("selected card mode", () => this.drawCard());
    on("description heading", () => this.drawWords());
    on("xray labels_on mode view", () => this.drawToolbar());
    on("move", () => this.goHome());
    this.drawTree(); this.drawCard(); this.drawWords(); this.drawToolbar();
  }

  get exploring() { return this.model.get("mode") === "explore"; }
  thing(id) { return this.model.get("things").find((thing) => thing.id === id); }
  frame(name) { return this.model.get("frames").find((frame) => frame.name === name); }
  send(what, more = {}) { this.model.send({ do: what, ...more }); }

  // ---------------------------------------------------------------- building
  build(el) {
    const id = `mk-${Math.random().toString(36).slice(2, 8)}`;
    const button = (text, title, act, extra = {}) =>
      h("button", { type: "button", title, onclick: act, ...extra }, text);
    this.views = h("div", { class: "mk-views", role: "group", "aria-label": "Canonical views" });
    this.tools = h("div", { class: "mk-tools", role: "group", "aria-label": "View tools" });
    this.tools.append(
      (this.structuresButton = button("Structures", "List, search, hide and isolate (S)", () => this.toggleDrawer(), {
        "aria-expanded": "false", class: "mk-b-structures" })),
      (this.labelsButton = button("Labels", "Names with leader lines (L)", () => this.send("labels"), { class: "mk-b-labels" })),
      (this.xrayButton = button("X-ray", "Bones turn to glass, clicks go through them (X)", () => this.send("xray"), { class: "mk-b-xray" })),
      button("Reset", "Back to how the lesson shows it (R)", () => this.send("reset"), { class: "mk-b-reset" }),
      button("Picture", "Save this view as a PNG (P)", () => this.savePicture(), { class: "mk-b-picture" }),
      button("Words", "The view in words (W)", () => this.toggleWords(), { class: "mk-b-words", "aria-expanded": "false" }),
      button("?", "Keyboard (?)", () => this.toggleHelp(), { class: "mk-b-help", "aria-label": "Keyboard help" }));
    this.plot = h("div", { class: "mk-plot" });
    this.leaders = svg("svg", { class: "mk-leaders", "aria-hidden": "true" });
    this.texts = h("div", { class: "mk-texts", "aria-hidden": "true" });
    this.orient = svg("svg", { class: "mk-orient", viewBox: "-50 -50 100 100", role: "img" });
    this.tip = h("div", { class: "mk-tip", hidden: true });
    this.say = h("div", { class: "mk-say", role: "status", "aria-live": "polite" });
    this.card = h("aside", { class: "mk-card", hidden: true, "aria-label": "Selected structure" });
    this.words = h("div", { class: "mk-words", id: `${id}-words`, hidden: true });
    this.wordsForReaders = h("div", { class: "mk-sr", id: `${id}-sr` });
    this.help = h("div", { class: "mk-help", hidden: true, role: "note" });
    this.help.innerHTML = `<b>Keyboard</b> (with the view focused)<dl>
      <dt>← → ↑ ↓</dt><dd>turn</dd><dt>+ −</dt><dd>nearer, farther</dd><dt>1 … 5</dt><dd>posterior, medial, lateral, anterior, proximal</dd>
      <dt>N, B</dt><dd>next, previous structure</dd><dt>Enter</dt><dd>select it</dd><dt>H, I</dt><dd>hide, isolate the selected one</dd>
      <dt>Z</dt><dd>zoom to the selected one</dd><dt>L X R P W S</dt><dd>labels, x-ray, reset, picture, words, structures</dd><dt>Esc</dt><dd>close</dd></dl>`;
    this.canvas = h("div", {
      class: "mk-canvas", tabindex: "0", role: "application", "aria-label": "3D view",
      "aria-describedby": `${id}-sr`, onkeydown: (event) => this.key(event),
    }, this.plot, this.leaders, this.texts, this.orient, this.tip, this.help, this.words);
    this.search = h("input", { type: "search", placeholder: "Find a structure…", "aria-label": "Find a structure",
      oninput: () => this.drawTree() });
    this.tree = h("ul", { class: "mk-tree", "aria-label": "Structures" });
    this.drawer = h("nav", { class: "mk-drawer", hidden: true, "aria-label": "Structures",
      onkeydown: (event) => { if (event.key === "Escape") { this.toggleDrawer(); this.structuresButton.focus(); } } }, this.search, this.tree);
    this.el = h("div", { class: "mk-stage" },
      h("div", { class: "mk-bar" }, this.views, this.tools),
      h("div", { class: "mk-body" }, this.drawer, this.canvas, this.card),
      this.wordsForReaders, this.say);
    this.el.addEventListener("keydown", (event) => { if (event.key === "Escape") this.help.hidden = true; });
    el.append(this.el);
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  async start() {
    const trial = document.createElement("canvas").getContext("webgl2");
    if (!trial) throw new Error("this browser offers no WebGL 2");
    const info = trial.getExtension("WEBGL_debug_renderer_info");
    const drawnBy = info ? trial.getParameter(info.UNMASKED_RENDERER_WEBGL) : "";
    trial.getExtension("WEBGL_lose_context")?.loseContext();
    const plotModel = await this.model.widget_manager.get_model(this.model.get("plot").slice("IPY_MODEL_".length));
    const view = await this.model.widget_manager.create_view(plotModel);
    this.plotModel = plotModel;
    // Without a graphics card every sample is paid for by the processor.
    if (/swiftshader|llvmpipe|software/i.test(drawnBy)) plotModel.set("antialias", 0);
    this.plot.append(view.el);
    view.trigger?.("displayed");
    const shown = await this.findK3D();
    this.k3d = shown.K3DInstance;
    const events = this.k3d.events;
    // Where the camera stands is the page's business: the kernel need not hear of every move.
    if (shown.cameraChangeId !== undefined) this.k3d.off(events.CAMERA_CHANGE, shown.cameraChangeId);
    this.k3d.on(events.OBJECT_HOVERED, (hit) => (this.hovered = hit));
    this.k3d.on(events.OBJECT_CLICKED, (hit) => this.picked(hit));
    this.k3d.on(events.RENDERED, () => this.draw());
    const node = this.k3d.getWorld().renderer.domElement;
    node.addEventListener("pointerdown", (event) => {
      this.down = [event.offsetX, event.offsetY];
      this.hideTip();
      this.canvas.focus({ preventScroll: true });
    });
    node.addEventListener("pointerup", (event) => this.forgive(event));
    node.addEventListener("pointermove", (event) => this.hover(event));
    node.addEventListener("pointerleave", () => this.hideTip());
    node.setAttribute("aria-hidden", "true");
    await this.loaded();
    // K3D was told not to draw for each mesh that arrives: this is the first frame.
    this.k3d.setRenderOnChange(true);
    this.goHome(true);
    this.k3d.refreshAfterObjectsChange(false, true);
    this.ready = true;
    this.el.dataset.ready = "true";
    performance.mark("musclekit-interactive");
    document.dispatchEvent(new CustomEvent("musclekit-ready"));
    this.draw();
  }

  findK3D() {
    const mine = (one) => one.K3DInstance && this.plot.contains(one.K3DInstance.getWorld().targetDOMNode);
    return this.until(() => (globalThis.__k3dWidgets?.plots ?? []).find(mine), "K3D did not start");
  }

  async until(found, otherwise) {
    const deadline = performance.now() + 120_000;
    for (;;) {
      const value = found();
      if (value) return value;
      // A page in the background, or a cell scrolled away, may take its time.
      if (performance.now() > deadline && this.el.checkVisibility()) throw new Error(otherwise);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  loaded() {
    return this.until(() => this.model.get("things").filter((thing) => thing.visible)
      .every((thing) => this.k3d.getObjectById(thing.k3d)), "the shapes did not arrive");
  }

  // ---------------------------------------------------------------- pointer
  // K3D wants press and release on the very same pixel; hands tremble, so near is enough.
  forgive(event) {
    if (!this.down) return;
    const [dx, dy] = [event.offsetX - this.down[0], event.offsetY - this.down[1]];
    if ((dx || dy) && Math.hypot(dx, dy) < 6) {
      const node = this.k3d.getWorld().targetDOMNode;
      this.k3d.dispatch(this.k3d.events.MOUSE_CLICK, {
        x: (event.offsetX / node.offsetWidth) * 2 - 1, y: -(event.offsetY / node.offsetHeight) * 2 + 1 });
    }
    this.down = null;
  }

  idOf(hit) { return this.model.get("things").find((thing) => thing.k3d === hit.K3DIdentifier)?.id; }

  picked(hit) {
    const id = this.idOf(hit);
    if (!id || !this.picking()) return;
    this.send("pick", { id, point: hit.position });
  }

  picking() { return this.model.get("mode") !== "watch"; }

  hover(event) {
    this.hovered = null;
    if (event.buttons || !this.exploring) return this.hideTip();
    const node = this.k3d.getWorld().targetDOMNode;
    this.k3d.dispatch(this.k3d.events.MOUSE_MOVE, {
      x: (event.offsetX / node.offsetWidth) * 2 - 1, y: -(event.offsetY / node.offsetHeight) * 2 + 1 });
    const thing = this.hovered && this.thing(this.idOf(this.hovered));
    if (!thing) return this.hideTip();
    this.tip.textContent = thing.name;
    this.tip.hidden = false;
    const box = this.canvas.getBoundingClientRect();
    const left = Math.min(event.clientX - box.left + 14, box.width - this.tip.offsetWidth - 6);
    this.tip.style.transform = `translate(${left}px, ${event.clientY - box.top + 16}px)`;
  }

  hideTip() { this.tip.hidden = true; }

  // ---------------------------------------------------------------- keyboard
  key(event) {
    if (event.target !== this.canvas || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = (event.shiftKey ? 2 : 10) * Math.PI / 180;
    const acts = {
      ArrowLeft: () => this.orbit(-step, 0), ArrowRight: () => this.orbit(step, 0),
      ArrowUp: () => this.orbit(0, -step), ArrowDown: () => this.orbit(0, step),
      "+": () => this.zoom(0.85), "=": () => this.zoom(0.85), "-": () => this.zoom(1 / 0.85),
      n: () => this.step(1), b: () => this.step(-1), Enter: () => this.choose(),
      h: () => this.withSelected("hide"), i: () => this.withSelected("isolate"), z: () => this.withSelected("zoom"),
      l: () => this.send("labels"), x: () => this.send("xray"), r: () => this.send("reset"),
      p: () => this.savePicture(), w: () => this.toggleWords(), s: () => this.toggleDrawer(),
      "?": () => this.toggleHelp(), Escape: () => this.close(),
    };
    this.model.get("frames").forEach((frame, i) => (acts[String(i + 1)] = () => this.pickView(frame.name)));
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) { act(); event.preventDefault(); event.stopPropagation(); }
  }

  withSelected(what) {
    const id = this.model.get("selected");
    if (id) this.send(what, { id });
    else this.announce("Select a structure first: N for the next one, then Enter.");
  }

  step(by) {
    const shown = this.model.get("things").filter((thing) => thing.visible && thing.pickable);
    if (!shown.length) return;
    this.cursor = (this.cursor + by + shown.length) % shown.length;
    const thing = shown[this.cursor];
    this.pointer = thing.id;
    const place = this.placeOf(thing);
    this.announce(this.exploring ? `${thing.name}, ${place}` : `Structure ${this.cursor + 1} of ${shown.length}, ${place}`);
    this.draw();
  }

  choose() {
    if (this.pointer && this.picking()) this.send("pick", { id: this.pointer });
  }

  placeOf(thing) {
    const [x, y] = this.project(thing.points[0]);
    const box = this.canvas.getBoundingClientRect();
    const across = x < box.width / 3 ? "left" : x > (2 * box.width) / 3 ? "right" : "middle";
    const down = y < box.height / 3 ? "upper" : y > (2 * box.height) / 3 ? "lower" : "centre";
    return `${down} ${across} of the picture`;
  }

  announce(text) { this.say.textContent = ""; requestAnimationFrame(() => (this.say.textContent = text)); }

  close() {
    this.help.hidden = true; this.words.hidden = true; this.drawer.hidden = true;
    this.structuresButton.setAttribute("aria-expanded", "false");
    this.el.querySelector(".mk-b-words").setAttribute("aria-expanded", "false");
    this.pointer = null;
    this.send("select", { id: "" });
  }

  // ---------------------------------------------------------------- camera
  get camera() { return this.k3d.getWorld().controls.getCameraArray(); }

  goHome(now = false) {
    const start = this.model.get("start");
    const { width, height } = this.canvas.getBoundingClientRect();
    const frame = this.frame(this.model.get("view"));
    if (this.k3d && frame) this.goTo(start.length ? start : fit(frame, width / Math.max(height, 1) || 1), now);
  }

  goTo(end, now = false) {
    this.el.dataset.still = "false";
    if (now || calm()) return this.setCamera(end);
    const begin = this.camera, t0 = performance.now(), run = (this.run = {});
    const tick = (now) => {
      if (this.run !== run) return;
      const t = Math.min((now - t0) / 350, 1), s = t * t * (3 - 2 * t);
      const target = add(mul(begin.slice(3, 6), 1 - s), mul(end.slice(3, 6), s));
      const from = sub(begin.slice(0, 3), begin.slice(3, 6)), to = sub(end.slice(0, 3), end.slice(3, 6));
      const size = Math.hypot(...from) * (1 - s) + Math.hypot(...to) * s;
      let way = add(mul(unit(from), 1 - s), mul(unit(to), s));
      if (Math.hypot(...way) < 0.2) way = add(way, mul(cross(unit(from), end.slice(6, 9)), 0.5));
      const up = unit(add(mul(begin.slice(6, 9), 1 - s), mul(end.slice(6, 9), s)));
      this.setCamera(t < 1 ? [...add(target, mul(unit(way), size)), ...target, ...up] : end, t < 1);
      if (t < 1) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  setCamera(nine, passing = false) {
    this.k3d.setCamera(nine);
    this.k3d.render();
    if (!passing) { this.lastLabelled = null; this.draw(); }
  }

  orbit(yaw, pitch) {
    const now = this.camera, target = now.slice(3, 6), up = unit(now.slice(6, 9));
    let from = turn(sub(now.slice(0, 3), target), up, -yaw);
    const right = unit(cross(up, from));
    from = turn(from, right, pitch);
    this.setCamera([...add(target, from), ...target, ...turn(up, right, pitch)]);
  }

  zoom(by) {
    const now = this.camera, target = now.slice(3, 6);
    this.setCamera([...add(target, mul(sub(now.slice(0, 3), target), by)), ...now.slice(3, 9)]);
  }

  pickView(name) { this.send("view", { name }); }

  project(point) {
    const world = this.k3d.getWorld();
    const times = (m, v) => [0, 1, 2, 3].map((r) => m[r] * v[0] + m[4 + r] * v[1] + m[8 + r] * v[2] + m[12 + r] * v[3]);
    const clip = times(world.camera.projectionMatrix.elements, times(world.camera.matrixWorldInverse.elements, [...point, 1]));
    const { width, height } = this.canvas.getBoundingClientRect();
    return [(clip[0] / clip[3] / 2 + 0.5) * width, (0.5 - clip[1] / clip[3] / 2) * height, clip[3]];
  }

  // ---------------------------------------------------------------- drawing
  cameraMoved() {
    const now = [...this.camera, ...this.model.get("things").map((thing) => thing.visible)].join();
    const labelled = [now, this.model.get("labels"), JSON.stringify(this.model.get("marks")), this.pointer, this.model.get("labels_on")].join("|");
    if (labelled !== this.lastLabelled) { this.lastLabelled = labelled; this.lookForSpots(); }
  }

  draw() {
    if (!this.k3d || this.queued) return;
    this.queued = requestAnimationFrame(() => { this.queued = 0; this.drawLabels(); this.drawOrient(); this.cameraMoved(); });
  }

  // Where a leader ends: of the points offered, the one seen nearest the structure's middle. Which are
  // seen is asked by casting rays, once the camera rests; while it moves, the last answer is kept.
  anchor(thing) {
    const chosen = this.seen?.get(thing.id) ?? { i: 0, hidden: false };
    const [x, y] = this.project(thing.points[Math.min(chosen.i, thing.points.length - 1)]);
    return { x, y, hidden: chosen.hidden };
  }

  lookForSpots() {
    clearTimeout(this.settling);
    this.el.dataset.still = "false";
    this.settling = setTimeout(() => {
      const wanted = new Set([...(this.exploring && this.model.get("labels_on") ? this.model.get("labels") : []),
        ...this.model.get("marks").map((mark) => mark.id), this.pointer]);
      const { width, height } = this.canvas.getBoundingClientRect();
      const before = this.hovered;
      this.seen = new Map();
      for (const thing of this.model.get("things")) {
        if (!wanted.has(thing.id) || !thing.visible || !thing.points.length) continue;
        const middle = this.project(thing.points[0]);
        middle[0] = Math.min(Math.max(middle[0], 40), width - 40);
        middle[1] = Math.min(Math.max(middle[1], 60), height - 40);
        const order = thing.points.map((point, i) => ({ i, at: this.project(point) }))
          .filter(({ at }) => at[0] > 4 && at[0] < width - 4 && at[1] > 4 && at[1] < height - 4)
          .sort((a, b) => Math.hypot(a.at[0] - middle[0], a.at[1] - middle[1]) - Math.hypot(b.at[0] - middle[0], b.at[1] - middle[1]));
        const hit = order.find(({ at }) => {
          this.hovered = null;
          this.k3d.dispatch(this.k3d.events.MOUSE_MOVE, { x: (at[0] / width) * 2 - 1, y: 1 - (at[1] / height) * 2 });
          return this.hovered?.K3DIdentifier === thing.k3d;
        });
        // A ghost lets every ray through, so it is taken for seen.
        this.seen.set(thing.id, { i: (hit ?? order[0])?.i ?? 0, hidden: !hit && thing.pickable });
      }
      this.hovered = before;
      this.drawLabels();
      this.el.dataset.still = "true";
    }, 150);
  }

  drawLabels() {
    const marks = this.model.get("marks");
    const wanted = marks.map((mark) => ({ ...mark }));
    if (this.exploring && this.model.get("labels_on")) {
      for (const id of this.model.get("labels")) {
        const thing = this.thing(id);
        if (thing?.visible && !marks.some((mark) => mark.id === id)) wanted.push({ id, text: thing.name, tone: "" });
      }
    }
    if (this.pointer && this.thing(this.pointer)?.visible)
      wanted.push({ id: this.pointer, text: this.exploring ? this.thing(this.pointer).name : "here", tone: "pointer" });
    this.texts.replaceChildren();
    this.leaders.replaceChildren();
    const box = this.canvas.getBoundingClientRect();
    this.leaders.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
    const spot = (one) => {
      if (!one.point) return this.thing(one.id)?.points.length ? this.anchor(this.thing(one.id)) : null;
      const [x, y] = this.project(one.point);
      return { x, y };
    };
    const placed = wanted.map((one) => ({ ...one, at: spot(one) }))
      .filter((one) => one.at && one.at.x > 0 && one.at.x < box.width && one.at.y > 0 && one.at.y < box.height);
    const middle = placed.reduce((sum, one) => sum + one.at.x, 0) / (placed.length || 1);
    const extent = placed.map((one) => one.at.x);
    for (const side of ["left", "right"]) {
      const column = placed.filter((one) => (one.at.x < middle) === (side === "left")).sort((a, b) => a.at.y - b.at.y);
      let free = 46;
      const nodes = column.map((one) => {
        const text = one.at.hidden ? `${one.text} (hidden)` : one.text;
        const node = h("div", { class: `mk-label mk-${side} ${one.tone ? `mk-${one.tone}` : ""} ${one.at.hidden ? "mk-behind" : ""}` }, text);
        this.texts.append(node);
        return node;
      });
      const heights = nodes.map((node) => node.offsetHeight + 6);
      const floor = box.height - (side === "left" ? this.orient.getBoundingClientRect().height + 16 : 12);
      column.forEach((one, i) => {
        const rest = heights.slice(i).reduce((a, b) => a + b, 0);
        const y = Math.min(Math.max(one.at.y - heights[i] / 2, free), Math.max(floor - rest, free));
        nodes[i].style.top = `${y}px`;
        free = y + heights[i];
        const width = nodes[i].offsetWidth;
        const reach = box.width < 560 ? box.width : Math.min(box.width * 0.16, 150);
        const edge = side === "left" ? Math.max(Math.min(...extent) - reach, 10 + width) : Math.min(Math.max(...extent) + reach, box.width - 10 - width);
        nodes[i].style[side === "left" ? "right" : "left"] = `${side === "left" ? box.width - edge : edge}px`;
        this.leaders.append(
          svg("polyline", { points: `${edge},${y + heights[i] / 2 - 3} ${one.at.x},${one.at.y}`, class: `mk-leader mk-${one.tone || "plain"} ${one.at.hidden ? "mk-behind" : ""}` }),
          svg("circle", { cx: one.at.x, cy: one.at.y, r: 3, class: `mk-dot mk-${one.tone || "plain"} ${one.at.hidden ? "mk-behind" : ""}` }));
      });
    }
  }

  drawOrient() {
    const now = this.camera, back = unit(sub(now.slice(0, 3), now.slice(3, 6)));
    const right = unit(cross(now.slice(6, 9), back)), up = cross(back, right);
    const words = { R: "right", L: "left", A: "anterior", P: "posterior", S: "superior", I: "inferior" };
    const ways = [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]];
    const arms = this.model.get("axes").map((letter, i) => [letter, ways[i]])
      .map(([letter, way]) => ({ letter, x: 34 * dot(way, right), y: -34 * dot(way, up), z: dot(way, back) }))
      .sort((a, b) => a.z - b.z);
    this.orient.replaceChildren();
    for (const arm of arms) {
      if (Math.hypot(arm.x, arm.y) < 10) continue;
      const faint = arm.z < -0.3 ? 0.35 : 1;
      this.orient.append(svg("line", { x1: 0, y1: 0, x2: arm.x, y2: arm.y, opacity: faint }));
      const text = svg("text", { x: arm.x * 1.22, y: arm.y * 1.22, opacity: faint });
      text.textContent = arm.letter;
      this.orient.append(text);
    }
    const nearest = arms[arms.length - 1];
    if (Math.hypot(nearest.x, nearest.y) < 10) {
      const text = svg("text", { x: 0, y: 0 });
      text.textContent = nearest.letter;
      this.orient.append(svg("circle", { r: 10 }), text);
    }
    this.orient.setAttribute("aria-label", `Orientation: ${words[nearest.letter] ?? nearest.letter} side faces you`);
  }

  drawToolbar() {
    const exploring = this.exploring;
    this.keepFocus(this.views, () => this.views.replaceChildren(...this.model.get("frames").map((frame, i) =>
      h("button", { type: "button", title: `${frame.words} (${i + 1})`, class: `mk-view mk-view-${frame.name}`, "data-key": frame.name,
        "aria-pressed": String(frame.name === this.model.get("view")), onclick: () => this.pickView(frame.name) },
        frame.label))));
    this.labelsButton.setAttribute("aria-pressed", String(this.model.get("labels_on") && exploring));
    this.xrayButton.setAttribute("aria-pressed", String(this.model.get("xray")));
    for (const node of [this.labelsButton, this.structuresButton]) {
      node.dataset.title ??= node.title;
      node.disabled = !exploring;
      node.title = exploring ? node.dataset.title : "Hidden while a question is open";
    }
    if (!exploring) this.drawer.hidden = this.help.hidden = true;
    this.el.dataset.mode = this.model.get("mode");
    this.hideTip();
  }

  // Redrawn rows and buttons are new nodes: whoever had the focus by key gets it again.
  keepFocus(inside, draw) {
    const key = inside.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    draw();
    if (key) inside.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }

  drawTree() {
    const wanted = this.search.value.trim().toLowerCase();
    const row = (thing) => {
      const eye = h("input", { type: "checkbox", "data-key": `eye-${thing.id}`, "aria-label": `Show ${thing.name}`,
        onchange: (event) => this.send(event.target.checked ? "show" : "hide", { id: thing.id }) });
      eye.checked = thing.visible;
      return h("div", { class: "mk-leaf", "data-id": thing.id }, eye,
        h("i", { class: "mk-swatch", style: `background:${thing.colour}` }),
        h("button", { type: "button", class: "mk-name", "data-key": `name-${thing.id}`, onclick: () => this.send("select", { id: thing.id }),
          "aria-pressed": String(thing.id === this.model.get("selected")) }, thing.name, h("small", {}, thing.latin)),
        h("button", { type: "button", class: "mk-only", "data-key": `only-${thing.id}`, title: `Show only ${thing.name}`,
          onclick: () => this.send("isolate", { id: thing.id }) }, "only"));
    };
    const matches = (thing) => !wanted || [thing.name, thing.latin, thing.id, ...thing.synonyms].some((text) => text.toLowerCase().includes(wanted));
    const branch = (node) => {
      const inside = (node.children ?? []).map(branch).filter(Boolean);
      const thing = node.id && this.thing(node.id);
      if (thing && !inside.length) return matches(thing) ? h("li", {}, row(thing)) : null;
      if (!inside.length) return null;
      return h("li", {}, thing ? row(thing) : h("span", { class: "mk-group" }, node.label), h("ul", {}, ...inside));
    };
    const rows = this.model.get("tree").map(branch).filter(Boolean);
    this.keepFocus(this.tree, () =>
      this.tree.replaceChildren(...(rows.length ? rows : [h("li", { class: "mk-none" }, `Nothing called “${this.search.value}”.`)])));
  }

  drawCard() {
    const card = this.model.get("card");
    const show = card && Object.keys(card).length > 0 && this.exploring;
    if (!show && this.card.contains(document.activeElement)) this.canvas.focus({ preventScroll: true });
    this.card.hidden = !show;
    if (!show) return this.drawTree();
    const line = (fact) => h("div", { class: "mk-fact" }, h("dt", {}, fact.label),
      h("dd", {}, fact.text, " ",
        fact.status !== "consensus" ? h("span", { class: `mk-status mk-status-${fact.status}` }, fact.status) : null,
        fact.confirmed ? null : h("span", { class: "mk-status mk-unconfirmed", title: "From general knowledge, not yet checked against a source that was read" }, "unconfirmed"),
        h("span", { class: "mk-sources" }, ...fact.sources.map((source) =>
          h("abbr", { title: source.citation, tabindex: "0" }, source.short)))));
    this.card.replaceChildren(
      h("button", { type: "button", class: "mk-close", "aria-label": "Close", onclick: () => this.send("select", { id: "" }) }, "×"),
      h("h3", {}, h("i", { class: "mk-swatch", style: `background:${card.colour}` }), card.name),
      h("p", { class: "mk-latin", lang: "la" }, card.latin),
      h("dl", {}, ...card.facts.map(line)),
      h("div", { class: "mk-acts" },
        h("button", { type: "button", onclick: () => this.send("zoom", { id: card.id }) }, "Zoom to"),
        h("button", { type: "button", onclick: () => this.send("isolate", { id: card.id }) }, "Isolate"),
        h("button", { type: "button", onclick: () => this.send("hide", { id: card.id }) }, "Hide")));
    this.announce(`${card.name}, ${card.latin}. ${card.facts.map((fact) => `${fact.label}: ${fact.text}`).join(". ")}`);
    this.drawTree();
  }

  drawWords() {
    const text = this.model.get("description");
    this.words.replaceChildren(h("b", {}, "In words"), ...text.split("\n").map((line) => h("p", {}, line)));
    this.wordsForReaders.textContent = text;
    this.canvas.setAttribute("aria-label", `3D view${this.model.get("heading") ? `: ${this.model.get("heading")}` : ""}. Press ? for keys.`);
  }

  toggleDrawer() {
    if (!this.exploring) return;
    this.drawer.hidden = !this.drawer.hidden;
    this.structuresButton.setAttribute("aria-expanded", String(!this.drawer.hidden));
    if (!this.drawer.hidden) this.search.focus();
  }
  toggleWords() {
    this.words.hidden = !this.words.hidden;
    this.el.querySelector(".mk-b-words").setAttribute("aria-expanded", String(!this.words.hidden));
  }
  toggleHelp() { this.help.hidden = !this.help.hidden; }

  async savePicture() {
    const shot = await this.k3d.getScreenshot(2, true);
    const picture = h("canvas");
    picture.width = shot.width; picture.height = shot.height;
    const paint = picture.getContext("2d");
    paint.fillStyle = "#fff"; paint.fillRect(0, 0, picture.width, picture.height);
    paint.drawImage(shot, 0, 0);
    const box = this.canvas.getBoundingClientRect(), scale = picture.width / box.width;
    paint.scale(scale, scale);
    paint.strokeStyle = paint.fillStyle = "#1b2a33";
    paint.font = "600 14px system-ui, sans-serif"; paint.textBaseline = "middle";
    for (const line of this.leaders.querySelectorAll("polyline")) {
      const [a, b] = line.getAttribute("points").split(" ").map((pair) => pair.split(",").map(Number));
      paint.beginPath(); paint.moveTo(...a); paint.lineTo(...b); paint.stroke();
    }
    for (const node of this.texts.children) {
      const at = node.getBoundingClientRect();
      paint.fillText(node.textContent, at.left - box.left + 6, at.top - box.top + at.height / 2);
    }
    const link = h("a", { download: `${(this.model.get("heading") || "musclekit").replace(/[^\w-]+/g, "-").toLowerCase()}.png`, href: picture.toDataURL("image/png") });
    link.click();
    this.announce("Picture saved.");
  }
}

// A page has one element per stage; hosts take turns holding it (an app page has one fixed place).
function dock(stageElement, place) {
  if (stageElement.parentElement === place) return;
  const before = stageElement.parentElement;
  place.replaceChildren(stageElement);
  before?.dispatchEvent(new CustomEvent("mk-left"));
}

async function stageFor(model, id) {
  if (!page.docks.has(id)) {
    page.docks.set(id, (async () => {
      const stageModel = await model.widget_manager.get_model(id);
      const view = await model.widget_manager.create_view(stageModel);
      return view.el;
    })());
  }
  return page.docks.get(id);
}

page.stageFor = stageFor;
page.dock = dock;
page.h = h;

export default {
  render({ model, el }) {
    el.classList.add("mk-stage-host");
    const stage = new Stage(model, el);
    stage.start().catch((error) => {
      stage.plot.replaceChildren(h("p", { class: "mk-failed" }, `The 3D view could not start (${error.message}). Everything else on this page works; the Words button has the scene as text.`));
      console.warn("musclekit: the 3D view could not start", error);
    });
  },
};
