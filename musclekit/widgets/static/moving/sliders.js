// Joint sliders. Each move asks Python for the new posture; while one is on its way only the latest waits.

class Sliders {
  constructor(host) {
    const { h, model } = host, panel = model.get("panel");
    this.host = host;
    this.readings = new Readings(h, panel.muscles, panel.levers, panel.what);
    this.numbers = panel.readings;
    this.inputs = new Map();
    const slider = (one) => {
      const told = h("output", {});
      const input = h("input", { type: "range", min: one.low, max: one.high, step: 1, value: one.value, "data-coordinate": one.name,
        "aria-label": one.label, oninput: () => this.changed() });
      this.inputs.set(one.name, { ...one, input, told });
      return h("label", { class: "mk-slider", title: one.about || null }, h("span", {}, one.label, one.about ? h("small", {}, one.about) : null), input, told);
    };
    const more = panel.coordinates.filter((one) => one.more);
    this.status = h("p", { class: "mk-status-line", role: "status" });
    this.el = h("div", { class: "mk-panel", role: "group", "aria-label": "Joints" },
      ...panel.coordinates.filter((one) => !one.more).map(slider),
      more.length ? h("details", {}, h("summary", {}, "More joints"), ...more.map(slider)) : null,
      h("div", { class: "mk-controls" }, h("button", { type: "button", onclick: () => this.upright() }, "Upright"), this.status),
      this.readings.el, scaleLegend(h));
    model.on("msg:custom", (message, buffers) => {
      if (message.kind === "pose") this.take(message, buffers);
      if (message.kind === "trouble") this.failed(message.text);
    });
    this.bodies = {};
    this.points = {};
    this.tell();
    model.send({ do: "anew" });
    if (this.off()) this.ask();
  }

  angles() { return Object.fromEntries([...this.inputs].map(([name, one]) => [name, Number(one.input.value)])); }
  off() { return Object.values(this.angles()).some(Boolean); }
  at = (id, quantity) => this.numbers[id][quantity];

  upright() {
    for (const one of this.inputs.values()) one.input.value = 0;
    this.changed();
  }

  changed() { this.tell(); this.ask(); }

  tell() {
    for (const one of this.inputs.values()) {
      one.told.textContent = `${one.input.value}°`;
      one.input.setAttribute("aria-valuetext", `${one.input.value} degrees`);
    }
    this.readings.show(this.at);
  }

  ask() {
    if (this.busy) { this.wanting = true; return; }
    this.busy = true;
    this.slow = setTimeout(() => (this.status.textContent = "Bending the meshes for the first time …"), 700);
    this.host.model.send({ do: "pose", angles: this.angles() });
  }

  failed(text) {
    this.answered();
    this.status.textContent = text;
    this.askAgain();
  }

  answered() { this.busy = false; clearTimeout(this.slow); }

  askAgain() {
    const wanted = this.wanting;
    this.wanting = false;
    if (wanted) this.ask();
    return wanted;
  }

  async take(message, buffers) {
    Object.assign(this.bodies, message.bodies);
    message.soft.forEach((one, i) => (this.points[one.id] = unpacked(one, buffers[i])));
    this.numbers = message.readings;
    this.readings.show(this.at);
    await this.draw();
    this.answered();
    this.status.textContent = "";
    this.host.el.dispatchEvent(new CustomEvent("mk-posed", { bubbles: true }));
    if (this.askAgain()) return;
    this.host.stage?.motion.settle();
    this.said(this.readings.words(this.at));
  }

  said(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => this.host.stage?.announce(text), 600);
  }

  async draw() {
    const { stage, model } = this.host, panel = model.get("panel");
    if (!stage?.ready || !this.host.here) return;
    for (const [id, body] of Object.entries(panel.moved))
      stage.motion.place(id, { matrix: this.bodies[body] ?? UPRIGHT, points: this.points[id], colour: this.colour(id) });
    await stage.motion.draw();
  }

  colour(id) { return id in this.numbers ? strainColour(this.at(id, "strain_percent")) : null; }
  beside(id) { return id in this.numbers ? signed(this.at(id, "strain_percent")) : ""; }
  leave() {}
}

panels.sliders = Sliders;

const UPRIGHT = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
