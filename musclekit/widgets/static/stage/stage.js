// The page's one 3D view: K3D in a frame of names, labels, views, keyboard and words.
// Python decides what is shown; this file finds hover and click, moves the camera, draws labels.

const page = (globalThis.__musclekit ??= { docks: new Map() });

// Who draws WebGL here, asked of a canvas thrown away; a page may have made it early, while scripts were loading.
function renderer() {
  const trial = globalThis.__musclekitTrial ?? document.createElement("canvas").getContext("webgl2");
  if (!trial) throw new Error("this browser offers no WebGL 2");
  const info = trial.getExtension("WEBGL_debug_renderer_info");
  const drawnBy = info ? trial.getParameter(info.UNMASKED_RENDERER_WEBGL) : "";
  trial.getExtension("WEBGL_lose_context")?.loseContext();
  delete globalThis.__musclekitTrial;
  return drawnBy;
}

class Stage {
  constructor(model, el) {
    this.model = model;
    this.ready = false;
    this.cursor = -1;
    this.id = `mk-${Math.random().toString(36).slice(2, 8)}`;
    this.eye = new Eye(this);
    this.labels = new Labels(this);
    this.explorer = new Explorer(this);
    this.legend = new Legend(this);
    this.motion = new Motion(this);
    this.build(el);
    const on = (names, act) => names.split(" ").forEach((name) => model.on(`change:${name}`, act));
    on("things selected", () => this.explorer.drawTree());
    on("things labels marks mode", () => this.draw());
    on("selected card mode", () => this.explorer.drawCard());
    on("description heading", () => this.explorer.drawWords());
    on("xray labels_on mode view start", () => this.drawToolbar());
    on("move", () => this.eye.goHome());
    on("legend", () => this.legend.draw());
    this.explorer.draw(); this.drawToolbar(); this.legend.draw();
  }

  get exploring() { return this.model.get("mode") === "explore"; }
  thing(id) { return this.model.get("things").find((thing) => thing.id === id); }
  named(thing) { return this.beside?.(thing.id) ? `${thing.name} ${this.beside(thing.id)}` : thing.name; }
  frame(name) { return this.model.get("frames").find((frame) => frame.name === name); }
  send(what, more = {}) { this.model.send({ do: what, ...more }); }

  // ---------------------------------------------------------------- building
  build(el) {
    const button = (text, title, act, extra = {}) =>
      h("button", { type: "button", title, onclick: act, ...extra }, text);
    this.views = h("div", { class: "mk-views", role: "group", "aria-label": "Canonical views" });
    this.tools = h("div", { class: "mk-tools", role: "group", "aria-label": "View tools" });
    this.tools.append(
      (this.structuresButton = button("Structures", "List, search, hide and isolate (S)", () => this.explorer.toggle(), {
        "aria-expanded": "false", class: "mk-b-structures" })),
      (this.labelsButton = button("Labels", "Names with leader lines (L)", () => this.send("labels"), { class: "mk-b-labels" })),
      (this.xrayButton = button("X-ray", "Bones turn to glass, clicks go through them (X)", () => this.send("xray"), { class: "mk-b-xray" })),
      button("Reset", "Back to how the lesson shows it (R)", () => this.send("reset"), { class: "mk-b-reset" }),
      button("Picture", "Save this view as a PNG (P)", () => this.savePicture(), { class: "mk-b-picture" }),
      (this.wordsButton = button("Words", "The view in words (W)", () => this.explorer.toggleWords(), { class: "mk-b-words", "aria-expanded": "false" })),
      button("?", "Keyboard (?)", () => this.toggleHelp(), { class: "mk-b-help", "aria-label": "Keyboard help" }));
    this.plot = h("div", { class: "mk-plot mk-loading" });
    this.leaders = svg("svg", { class: "mk-leaders", "aria-hidden": "true" });
    this.texts = h("div", { class: "mk-texts", "aria-hidden": "true" });
    this.orient = svg("svg", { class: "mk-orient", viewBox: "-50 -50 100 100", role: "img" });
    this.tip = h("div", { class: "mk-tip", hidden: true });
    this.say = h("div", { class: "mk-say", role: "status", "aria-live": "polite" });
    this.help = h("div", { class: "mk-help", hidden: true, role: "note" });
    this.help.innerHTML = `<b>Keyboard</b> (with the view focused)<dl>
      <dt>← → ↑ ↓</dt><dd>turn</dd><dt>+ −</dt><dd>nearer, farther</dd><dt>1 … 5</dt><dd>posterior, medial, lateral, anterior, proximal</dd>
      <dt>N, B</dt><dd>next, previous structure</dd><dt>Enter</dt><dd>select it</dd><dt>H, I</dt><dd>hide, isolate the selected one</dd>
      <dt>Z</dt><dd>zoom to the selected one</dd><dt>L X R P W S</dt><dd>labels, x-ray, reset, picture, words, structures</dd><dt>Space</dt><dd>play, pause a movement</dd><dt>Esc</dt><dd>close</dd></dl>`;
    this.canvas = h("div", {
      class: "mk-canvas", tabindex: "0", role: "application", "aria-label": "3D view",
      "aria-describedby": `${this.id}-sr`, onkeydown: (event) => this.key(event),
    }, this.plot, this.leaders, this.texts, this.orient, this.legend.el, this.tip, this.help, this.explorer.words);
    this.el = h("div", { class: "mk-stage" },
      h("div", { class: "mk-bar" }, this.views, this.tools),
      h("div", { class: "mk-body" }, this.explorer.drawer, this.canvas, this.explorer.card),
      this.explorer.wordsForReaders, this.say);
    this.el.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.help.hidden = true;
      if (event.key === "?" && !event.target.matches("input, .mk-canvas")) this.toggleHelp();
    });
    el.append(this.el);
    this.el.stage = this;
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  async start() {
    const drawnBy = renderer();
    const plotModel = await this.model.widget_manager.get_model(this.model.get("plot").slice("IPY_MODEL_".length));
    const view = await this.model.widget_manager.create_view(plotModel);
    this.plotModel = plotModel;
    // Without a graphics card every sample is paid for by the processor.
    if (/swiftshader|llvmpipe|software/i.test(drawnBy)) plotModel.set("antialias", 0);
    this.plot.append(view.el);
    view.trigger?.("displayed");
    const shown = await this.findK3D();
    this.k3d = shown.K3DInstance;
    this.joinChanges(shown);
    const draw = this.holdDrawing();
    const events = this.k3d.events;
    // Where the camera stands is the page's business: the kernel need not hear of every move.
    if (shown.cameraChangeId !== undefined) this.k3d.off(events.CAMERA_CHANGE, shown.cameraChangeId);
    this.k3d.on(events.OBJECT_HOVERED, (hit) => (this.hovered = hit));
    this.k3d.on(events.OBJECT_CLICKED, (hit) => this.picked(hit));
    this.k3d.on(events.RENDERED, () => { this.motion.keep(); this.draw(); });
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
    this.plot.classList.remove("mk-loading");
    await new Promise(requestAnimationFrame); // K3D learns its size
    this.eye.goHome(true);
    await draw();
    this.ready = true;
    this.el.dataset.ready = "true";
    performance.mark("musclekit-interactive");
    document.dispatchEvent(new CustomEvent("musclekit-ready"));
    this.draw();
  }

  // K3D draws anew for each mesh and each setting: on a canvas of one pixel, until all is there.
  holdDrawing() {
    const world = this.k3d.getWorld(), render = world.render;
    world.render = () => Promise.resolve();
    return () => new Promise((drawn) => {
      world.render = render;
      const heard = this.k3d.on(this.k3d.events.RENDERED, () => { this.k3d.off(this.k3d.events.RENDERED, heard); drawn(); });
      this.k3d.setRenderOnChange(true);
      this.k3d.refreshAfterObjectsChange(false, true);
    });
  }

  // K3D makes an object anew for each field that a message changes, the new vertices first with the old triangles:
  // here once a message, with all that it changes.
  joinChanges(shown) {
    const joined = new Map();
    shown.refreshObject = (id, change) => {
      if (!this.plotModel.get("object_ids").includes(id)) return;
      if (!joined.has(id)) queueMicrotask(() => {
        const all = joined.get(id);
        joined.delete(id);
        const made = this.k3d.reload(globalThis.__k3dWidgets.objects[id].attributes, all);
        shown.renderPromises.push(made);
        if (all.vertices) made.then(() => this.reshaped(id));
      });
      joined.set(id, { ...joined.get(id), ...change });
    };
  }

  // As many vertices as before K3D moves in place, and goes on casting rays at where they were.
  reshaped(id) {
    this.k3d.getWorld().ObjectsById[id]?.geometry?.boundsTree?.refit();
    this.cameraRests();
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
    if (!id || !this.picking() || this.onPick?.(id, hit.position)) return;
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
      ArrowLeft: () => this.eye.orbit(-step, 0), ArrowRight: () => this.eye.orbit(step, 0),
      ArrowUp: () => this.eye.orbit(0, -step), ArrowDown: () => this.eye.orbit(0, step),
      "+": () => this.eye.zoom(0.85), "=": () => this.eye.zoom(0.85), "-": () => this.eye.zoom(1 / 0.85),
      n: () => this.step(1), b: () => this.step(-1), Enter: () => this.choose(),
      h: () => this.withSelected("hide"), i: () => this.withSelected("isolate"), z: () => this.zoomToSelected(),
      l: () => this.send("labels"), x: () => this.send("xray"), r: () => this.send("reset"),
      p: () => this.savePicture(), w: () => this.explorer.toggleWords(), s: () => this.explorer.toggle(),
      " ": () => this.onSpace?.(), "?": () => this.toggleHelp(), Escape: () => this.close(),
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

  // The place to zoom to is where a structure lies in the neutral posture.
  zoomToSelected() {
    if (this.motion.moving) this.announce("Zooming to a structure works when everything is upright.");
    else this.withSelected("zoom");
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
    const [x, y] = this.eye.project(this.motion.spots(thing)[0]);
    const box = this.canvas.getBoundingClientRect();
    const across = x < box.width / 3 ? "left" : x > (2 * box.width) / 3 ? "right" : "middle";
    const down = y < box.height / 3 ? "upper" : y > (2 * box.height) / 3 ? "lower" : "centre";
    return `${down} ${across} of the picture`;
  }

  announce(text) { this.say.textContent = ""; requestAnimationFrame(() => (this.say.textContent = text)); }

  close() {
    this.help.hidden = true;
    this.explorer.close();
    this.pointer = null;
    this.send("select", { id: "" });
  }

  pickView(name) {
    this.eye.lookFrom(name);
    this.send("view", { name });
  }

  // ---------------------------------------------------------------- drawing
  cameraRests() { this.labels.forget(); this.draw(); }

  draw() {
    if (!this.k3d || this.queued) return;
    this.queued = requestAnimationFrame(() => {
      this.queued = 0;
      this.labels.draw();
      drawOrientation(this.orient, this.eye.now, this.model.get("axes"));
      this.labels.refresh();
      this.overlay?.();
    });
  }

  drawToolbar() {
    const exploring = this.exploring;
    keepFocus(this.views, () => this.views.replaceChildren(...this.model.get("frames").map((frame, i) =>
      h("button", { type: "button", title: `${frame.words} (${i + 1})`, class: `mk-view mk-view-${frame.name}`, "data-key": frame.name,
        "aria-pressed": String(!this.model.get("start").length && frame.name === this.model.get("view")), onclick: () => this.pickView(frame.name) },
        frame.label))));
    this.labelsButton.setAttribute("aria-pressed", String(this.model.get("labels_on") && exploring));
    this.xrayButton.setAttribute("aria-pressed", String(this.model.get("xray")));
    for (const node of [this.labelsButton, this.structuresButton]) {
      node.dataset.title ??= node.title;
      node.disabled = !exploring;
      node.title = exploring ? node.dataset.title : "Hidden while a question is open";
    }
    if (!exploring) this.explorer.drawer.hidden = this.help.hidden = true;
    this.el.dataset.mode = this.model.get("mode");
    this.hideTip();
  }

  toggleHelp() { this.help.hidden = !this.help.hidden; }

  async savePicture() {
    await savePicture(this);
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
      if (page.early) return takeOver(page.early, stageModel);
      const view = await model.widget_manager.create_view(stageModel);
      return view.el;
    })());
  }
  return page.docks.get(id);
}

async function begin(model, el) {
  const stage = new Stage(model, el);
  try {
    await stage.start();
  } catch (error) {
    stage.failed = error.message;
    stage.plot.classList.remove("mk-loading");
    stage.plot.replaceChildren(h("p", { class: "mk-failed" }, `The 3D view could not start (${error.message}). Everything else on this page works; the Words button has the scene as text.`));
    console.warn("musclekit: the 3D view could not start", error);
  }
}

page.stageFor ??= stageFor;
page.dock = dock;
page.h = h;

export { open };

export default {
  render({ model, el }) {
    el.classList.add("mk-stage-host");
    begin(model, el);
  },
};
