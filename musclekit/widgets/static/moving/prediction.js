// Postures put in order of how far they stretch a muscle; what was measured comes after the commitment.

class Prediction {
  constructor(host) {
    const { h, model } = host;
    Object.assign(this, { host, panel: model.get("panel"), shown: "", bodies: {}, points: {} });
    this.question = h("section", { class: "mk-quiz mk-asks", "aria-label": "Prediction" });
    this.see = h("div", { class: "mk-see", role: "group", "aria-label": "Show a posture in 3D" });
    this.scrub = h("input", { type: "range", class: "mk-scrub", min: 0, max: 100, step: 1, value: 0, oninput: () => this.ask() });
    this.moving = h("label", { class: "mk-slider mk-through", hidden: true }, h("span", {}, "Through the movement"), this.scrub, h("output", {}));
    this.status = h("p", { class: "mk-status-line", role: "status" });
    this.el = h("div", { class: "mk-panel" }, this.question, this.see, this.moving, this.status);
    this.question.addEventListener("keydown", (event) => { if (event.target.closest(".mk-rows")) event.stopPropagation(); });
    model.on("msg:custom", (message, buffers) => {
      if (message.kind === "pose") this.take(message, buffers);
      if (message.kind === "trouble") { this.busy = false; this.status.textContent = message.text; }
    });
    model.on("change:result", () => this.answered());
    this.presenting = () => document.body.classList.contains("mk-presenting");
    let was = false;
    const meet = () => {
      if (this.presenting() === was) return;
      was = this.presenting();
      this.made = false;
      model.send({ do: "present", on: was });
      this.tell();
    };
    this.watching = new MutationObserver(meet);
    this.watching.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    model.send({ do: "anew" });
    this.tell();
    meet();
  }

  get result() { return this.host.model.get("result"); }
  get committed() { return Boolean(this.result.verdict); }
  measured(id) { return this.result.measured?.find((one) => one.id === id); }

  // ---------------------------------------------------------------- question and answer
  tell() {
    const { host: { h, model }, panel: { item, seen } } = this;
    const focused = this.question.contains(document.activeElement);
    const { committed } = this;
    this.made ||= committed;
    this.host.el.dataset.prediction = this.made ? "made" : "open";
    this.question.replaceChildren(h("h3", {}, "Predict first"), h("p", { class: "mk-prompt" }, item.prompt),
      ...(committed ? [this.verdict(), this.bars(), h("p", { class: "mk-hint" }, "Length of muscle and tendon, against upright.")]
        : [inputs.order({ h, item, answer: (answer) => model.send({ do: "answer", answer }) })]), h("div", { class: "mk-next" },
        committed ? h("button", { type: "button", class: "mk-quiet mk-again", onclick: () => model.send({ do: "again" }) }, "Predict again") : null,
        !committed && this.presenting() ? h("button", { type: "button", class: "mk-quiet mk-reveal", onclick: () => model.send({ do: "reveal" }) }, "Reveal the answer") : null));
    this.see.hidden = committed;
    this.see.replaceChildren(h("p", {}, "See each before you decide:"), ...item.things.map((one) =>
      h("button", { type: "button", "data-id": one.id, "aria-pressed": String(one.id === this.shown), onclick: () => this.show(one.id) },
        h("b", {}, one.text), h("small", {}, seen[one.id].told))));
    if (focused) (this.question.querySelector(".mk-feedback") ?? this.question.querySelector("button:not(:disabled)"))?.focus({ preventScroll: true });
  }

  verdict() {
    const { h } = this.host, { verdict, feedback } = this.result;
    const sign = { right: "✓ Right", wrong: "✗ Not in this order", shown: "The answer" }[verdict];
    return h("div", { class: `mk-feedback mk-v-${verdict}`, tabindex: "-1" }, h("p", { class: "mk-sign" }, sign), ...feedback.map((text) => h("p", {}, text)));
  }

  // The longest first: a bar against upright, the numbers, each joint's share, where it had been put.
  bars() {
    const { h } = this.host, { measured, answer, verdict } = this.result, most = Math.max(...measured.map((one) => Math.abs(one.strain_percent)), 1);
    return h("ol", { class: "mk-measured" }, ...measured.map((one, i) => {
      const part = (50 * Math.abs(one.strain_percent)) / most, mine = answer.indexOf(one.id);
      const bar = h("i", { class: one.strain_percent < 0 ? "mk-shorter" : "mk-longer",
        style: `${one.strain_percent < 0 ? "right" : "left"}:50%;width:${part}%;background-color:${css(strainColour(one.strain_percent))}` });
      return h("li", {}, h("p", {}, h("b", {}, one.name), one.moment ? ` (${one.moment}) ` : " ",
        h("button", { type: "button", "data-id": one.id, "aria-pressed": String(one.id === this.shown), "aria-label": `Show ${one.name} in 3D`, onclick: () => this.show(one.id) }, "Show")),
        h("p", { class: "mk-strain" }, h("span", { class: "mk-strainbar", "aria-hidden": "true" }, bar), h("b", {}, signed(one.strain_percent)), ` ${one.length_mm.toFixed(0)} mm`),
        ...(one.shares.length ? one.shares : [{ told: "No joint changes its length" }]).map(({ told, mm }) =>
          h("p", { class: "mk-why" }, mm === undefined ? told : `${told}: ${mm > 0 ? "+" : "−"}${Math.abs(mm).toFixed(0)} mm`)),
        verdict === "shown" ? null : h("p", { class: mine === i ? "mk-put" : "mk-put mk-off" }, mine === i ? "✓ You put it here." : `✗ You put it in place ${mine + 1}.`));
    }));
  }

  answered() {
    this.tell();
    const longest = this.result.measured?.[0];
    this.status.textContent = "";
    if (longest) this.show(longest.id, { stay: true });
    else if (this.shown) this.show(this.shown, { stay: true });
  }

  // ---------------------------------------------------------------- on view
  show(id, { stay = false } = {}) {
    this.shown = id;
    for (const node of this.el.querySelectorAll("[data-id][aria-pressed]")) node.setAttribute("aria-pressed", String(node.dataset.id === id));
    this.moving.hidden = !this.panel.seen[id].moves;
    this.scrub.value = this.measured(id)?.percent ?? 0;
    if (!this.host.here && !stay) this.host.el.querySelector(".mk-goto").click();
    this.ask();
  }

  ask() {
    const percent = Number(this.scrub.value);
    this.moving.querySelector("output").textContent = `${percent.toFixed(0)} %`;
    this.scrub.setAttribute("aria-valuetext", `${percent.toFixed(0)} percent`);
    if (this.busy) { this.wanting = true; return; }
    this.busy = true;
    this.host.model.send({ do: "pose", of: this.shown, percent: this.measured(this.shown) && percent === Math.round(this.measured(this.shown).percent) ? this.measured(this.shown).percent : percent });
  }

  async take(message, buffers) {
    Object.assign(this.bodies, message.bodies);
    message.soft.forEach((one, i) => (this.points[one.id] = unpacked(one, buffers[i])));
    await this.draw();
    this.busy = false;
    this.host.el.dispatchEvent(new CustomEvent("mk-posed", { bubbles: true }));
    if (this.wanting) { this.wanting = false; this.ask(); return; }
    this.host.stage?.motion.settle();
    const { text } = this.panel.item.things.find((one) => one.id === message.of);
    this.host.stage?.announce(`${text}: ${this.beside(this.panel.muscle) || this.panel.seen[message.of].told}`);
  }

  async draw() {
    const { stage } = this.host;
    if (!stage?.ready || !this.host.here) return;
    for (const [id, body] of Object.entries(this.panel.moved))
      stage.motion.place(id, { matrix: this.bodies[body] ?? UPRIGHT, points: this.points[id], colour: this.colour(id) });
    await stage.motion.draw();
  }

  // Told only of the moment measured, and of nothing before the commitment.
  strain() {
    const one = this.measured(this.shown);
    return one && (!this.panel.seen[one.id].moves || Math.abs(Number(this.scrub.value) - one.percent) <= 0.5) ? one.strain_percent : null;
  }

  colour(id) { return id === this.panel.muscle ? strainColour(this.strain() ?? 0) : null; }
  beside(id) { return id === this.panel.muscle && this.strain() !== null ? signed(this.strain()) : ""; }
  leave() {}
  end() { this.watching.disconnect(); }
}

panels.prediction = Prediction;
