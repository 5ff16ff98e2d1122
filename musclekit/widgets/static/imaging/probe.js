// The probe explorer: standard views, the picture with its controls, what is in it, and the probe in the 3D view.

class ProbePanel {
  constructor(host) {
    const { h, model } = host, panel = model.get("panel");
    Object.assign(this, { host, panel });
    this.scanner = new Scanner(h, { bench: panel, send: (message) => model.send(message), label: "Ultrasound",
      framed: (message, buffers) => this.framed(message, buffers), worded: (lines) => this.worded(lines) });
    this.held = new HeldProbe(host, panel, { aim: (ray) => this.aimed(ray), keys: (event) => this.scanner.key(event) });
    this.scanner.lacks = (play, step) => this.held.lacks(play, step);
    this.scanner.onView = (view) => this.view(view);
    this.views = h("div", { class: "mk-standard", role: "group", "aria-label": "Standard views" },
      ...panel.views.map((view) => h("button", { type: "button", "data-view": view.name, onclick: () => this.view(view) }, view.title.replace(", short axis", ""))));
    this.find = h("div", { class: "mk-find" });
    this.words = h("div", { class: "mk-inside", role: "status", "aria-live": "polite" });
    this.el = h("div", { class: "mk-panel mk-probe", role: "group", "aria-label": "Ultrasound probe" }, this.views, this.scanner.el, this.find,
      h("h4", {}, "In the picture"), this.words);
    model.on("msg:custom", (message, buffers) => {
      if (message.kind === "frame") this.scanner.take(message, buffers);
      if (message.kind === "named") this.scanner.named(message, buffers);
      if (message.kind === "trouble") this.scanner.failed(message.text);
    });
    this.tellView(panel.views.find((one) => one.name === panel.view));
    this.worded(panel.heard);
    this.scanner.ask();
  }

  view(view) {
    this.tellView(view);
    this.scanner.hold(view.probe);
  }

  tellView(view) {
    const { h } = this.host;
    for (const button of this.views.children) button.setAttribute("aria-pressed", String(button.dataset.view === view?.name));
    this.scanner.board.titled(view ? `Ultrasound: ${view.title}` : "Ultrasound");
    this.find.replaceChildren(...(view ? [h("b", {}, "Find"), h("ul", {}, ...view.find.map((text) => h("li", {}, text)))] : []));
  }

  aimed(ray) {
    this.tellView(null);
    this.scanner.aim(ray);
  }

  worded(lines) {
    const { h } = this.host, [head, ...rest] = lines;
    this.words.replaceChildren(h("p", {}, head), h("ul", {}, ...rest.map((line) => h("li", {}, line.trim()))));
    this.host.el.dispatchEvent(new CustomEvent("mk-worded", { bubbles: true }));
  }

  framed(message, buffers) {
    const { play, step } = message;
    if (message.soft) this.held.learn(play, step, message.soft, buffers);
    this.held.show(message, message.grey, play, step);
    requestAnimationFrame(() => this.host.el.dispatchEvent(new CustomEvent("mk-framed", { bubbles: true, detail: message.turn })));
  }

  // A click on the leg places the probe; it chooses nothing.
  picked() { return true; }
  beside() { return ""; }
  toggle() { this.scanner.freeze(!this.scanner.frozen); }
  overlay() { this.held.overlay(); }
  async draw() { this.held.overlay(); await this.held.draw(); }
  leave() { this.scanner.pause(); this.held.leave(); }
  end() { this.scanner.end(); }
}

panels.probe = ProbePanel;
