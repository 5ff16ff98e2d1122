// A nerve caught: scenario, severity and posture are chosen; the room left is told, and marked at its two ends.

const SITE_MM = 260, LATER_MS = 200; // how near the camera comes to the site; rest before a severity is asked for

class EntrapmentPanel extends NerveTrail {
  constructor(host) {
    super(host);
    const { h, model } = host, panel = model.get("panel");
    this.choice = h("select", { "data-scenario": "", onchange: () => this.catch_() }, ...panel.scenarios.map((one) => h("option", { value: one.id }, one.name)));
    this.choice.value = panel.scenario;
    this.hard = h("output", {});
    this.severity = h("input", { type: "range", min: 0, max: 1, step: 0.05, value: panel.severity, "aria-label": "Severity, a drawn scale", "data-severity": "", oninput: () => { this.tellSeverity(); this.catch_(LATER_MS); } });
    this.left = h("p", { class: "mk-roomleft", role: "status", "aria-live": "polite" });
    this.known = h("div", { class: "mk-caught" });
    this.key_.hidden = false;
    this.el.prepend(h("label", { class: "mk-choice" }, h("span", {}, "What catches the nerve"), this.choice),
      h("label", { class: "mk-slider" }, h("span", {}, "Severity", h("small", {}, "drawn: healthy to touching")), this.severity, this.hard),
      this.left, this.key_, this.known);
    this.left.before(this.postures);
    this.trail.querySelector("details").open = false;
    model.on("msg:custom", (message) => {
      if (message.kind === "fresh") this.takeFresh(message);
      if (message.kind === "caught") this.takeCaught(message);
      if (message.kind === "trouble") this.takeTrouble(message);
    });
    this.tellSeverity();
    this.left.textContent = "Measuring …";
  }

  tellSeverity() { this.hard.textContent = Number(this.severity.value).toFixed(2); }

  // One change at a time; the latest waits.
  catch_(later = 0) {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => {
      if (this.catching) { this.catchAgain = true; return; }
      this.catching = true;
      this.left.textContent = "Measuring …";
      this.asked = { scenario: this.choice.value, severity: Number(this.severity.value) };
      this.model.send({ do: "entrap", ...this.asked });
    }, later);
  }

  // The meshes are others now: what was known of their places goes.
  takeFresh(message) {
    const { stage, model } = this.host;
    if (this.host.here) stage?.motion.rest();
    this.bodies = {};
    this.points = {};
    model.set("panel", { ...model.get("panel"), moved: message.moved });
    this.ends = null;
    this.left.textContent = "Measuring …";
  }

  // What was shown stays, and so does the choice that led to it; a later choice is asked for now.
  takeTrouble(message) {
    this.status.textContent = message.text;
    if (!this.catching) return;
    this.catching = false;
    if (this.catchAgain) { this.catchAgain = false; this.catch_(); return; }
    if (!this.known_) return;
    this.choice.value = this.known_.scenario;
    this.severity.value = this.known_.severity;
    this.tellSeverity();
    this.left.textContent = this.roomLeft(this.known_);
  }

  roomLeft(one) {
    return `Room at the site: ${this.label}${one.contact ? "" : " left"}; ${one.healthy_mm.toFixed(1)} mm in the healthy body, same posture.`;
  }

  rested() { this.model.send({ do: "rest" }); }

  takeCaught(message) {
    const { h } = this.host;
    if (this.catching && (message.scenario !== this.asked.scenario || message.severity !== this.asked.severity)) return;
    this.catching = false;
    this.ends = message.points;
    this.label = message.contact ? "contact" : `${message.room_mm.toFixed(1)} mm`;
    this.known_ = message;
    this.left.textContent = this.roomLeft(message);
    this.known.replaceChildren(...message.rows.map((one) => {
      const row = factRow(h, one);
      if (Object.keys(one.angles).length) row.append(" ", h("button", { type: "button", class: "mk-try", "aria-label": `Try it: ${one.text}`, onclick: () => this.stand(one.angles) }, "Try it"));
      return row;
    }));
    this.key_.lastChild.textContent = "The stretch of the nerve at the site, coloured by its room. Pressure and pain are not known to the model.";
    if (this.lookedAt !== message.scenario) this.toSite(message);
    this.overlay();
    this.host.el.dispatchEvent(new CustomEvent("mk-caught", { bubbles: true }));
    if (this.catchAgain) { this.catchAgain = false; this.catch_(); }
  }

  toSite({ scenario, points: [a, b] }) {
    const { stage, model } = this.host;
    if (!this.host.here || !stage?.ready) return;
    this.lookedAt = scenario;
    stage.eye.follow(a.map((value, i) => (value + b[i]) / 2), SITE_MM, false, model.get("panel").behind);
  }

  ring() { return this.moved_; }

  more(flat) {
    if (!this.ends) return "";
    const [[ax, ay], [bx, by]] = this.ends.map(flat);
    return `<line x1="${ax}" y1="${ay}" x2="${bx}" y2="${by}"/><circle class="mk-gapend" cx="${ax}" cy="${ay}" r="5"/><circle class="mk-gapend" cx="${bx}" cy="${by}" r="5"/><text x="${bx}" y="${by - 12}">${this.label}</text>`;
  }

  end() { clearTimeout(this.soon); super.end(); }
}

panels.entrapment = EntrapmentPanel;
