// An activity played in the page: once its frames are here, nothing more is asked of the kernel.

const SPEEDS = [["1", "as fast as it is"], ["0.5", "half speed"], ["0.25", "a quarter"], ["0.1", "a tenth"]];
const KEYS_MS = 120;

class Player {
  constructor(host) {
    const { h, model } = host, panel = model.get("panel");
    Object.assign(this, { host, panel, activity: panel.activity, percent: 0 });
    this.readings = new Readings(h, panel.muscles, panel.levers);
    this.button = h("button", { type: "button", class: "mk-play", disabled: true, onclick: () => this.toggle() });
    this.scrub = h("input", { type: "range", class: "mk-scrub", min: 0, max: 100, step: 0.5, value: 0, "aria-label": `${this.activity.name}, percent`,
      oninput: () => { this.pause(); this.go(Number(this.scrub.value)); this.rested(); } });
    this.speed = h("select", { "aria-label": "Speed", onchange: () => this.resync() },
      ...SPEEDS.map(([value, text]) => h("option", { value, selected: value === panel.speed }, `${value}× ${text}`)));
    this.strip = h("div", { class: "mk-phases", role: "group", "aria-label": "Phases" }, ...this.activity.phases.map((phase) =>
      h("button", { type: "button", style: `flex-grow:${phase.end - phase.start}`, title: `${phase.name}, ${phase.start}–${phase.end} %`,
        "aria-label": phase.name, class: `mk-phase-${phase.end - phase.start < 10 ? "short" : phase.end - phase.start < 18 ? "middling" : "long"}`,
        onclick: () => { this.pause(); this.go(phase.start); this.rested(); } }, h("span", {}, phase.name))));
    this.now = h("p", { class: "mk-now" });
    this.status = h("p", { class: "mk-status-line", role: "status" }, "Preparing the movement …");
    this.el = h("div", { class: "mk-panel", role: "group", "aria-label": this.activity.name },
      h("div", { class: "mk-controls" }, this.button, this.speed, this.now), this.scrub, this.strip, this.chart(h), this.status,
      this.readings.el, scaleLegend(h), this.about(h));
    this.el.addEventListener("keydown", (event) => {
      if (event.key !== " " || event.target.matches("button, select, summary, abbr")) return;
      event.preventDefault();
      this.toggle();
    });
    model.on("msg:custom", (message, buffers) => {
      if (message.kind === "trouble") this.status.textContent = message.text;
      if (message.kind !== "frames") return;
      this.frames = new Frames(message, buffers);
      this.status.textContent = "";
      this.button.disabled = false;
      this.go(this.percent).then(() => this.host.stage?.motion.settle());
      this.host.el.dispatchEvent(new CustomEvent("mk-frames", { bubbles: true }));
    });
    this.face();
    this.tell();
    model.send({ do: "frames" });
  }

  // ---------------------------------------------------------------- numbers
  at = (id, quantity) => {
    const row = this.panel.readings[id][quantity], at = (this.percent / 100) * (row.length - 1), low = Math.min(Math.floor(at), row.length - 2);
    return row[low] + (at - low) * (row[low + 1] - row[low]);
  };
  get phase() { return this.activity.phases.find((phase) => this.percent < phase.end) ?? this.activity.phases.at(-1); }

  chart(h) {
    const all = this.panel.muscles.flatMap((muscle) => this.panel.readings[muscle.id].strain_percent);
    const high = Math.max(5, Math.ceil(Math.max(...all) / 5) * 5), low = Math.min(-5, Math.floor(Math.min(...all) / 5) * 5);
    const y = (value) => 6 + (128 * (high - value)) / (high - low);
    const lines = this.panel.muscles.map((muscle, i) => {
      const row = this.panel.readings[muscle.id].strain_percent;
      const points = row.map((value, k) => `${((600 * k) / (row.length - 1)).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
      return `<polyline points="${points}" stroke-dasharray="${DASHES[i % DASHES.length]}"/>`;
    });
    const bounds = this.activity.phases.slice(1).map((phase) => `<line class="mk-bound" x1="${6 * phase.start}" y1="6" x2="${6 * phase.start}" y2="134"/>`);
    const marks = [high, 0, low].map((value) => `<span style="top:${(100 * y(value)) / 140}%">${signed(value, 0)}</span>`);
    const el = h("div", { class: "mk-chart", role: "img", "aria-label": this.panel.chart });
    el.innerHTML = `<svg viewBox="0 0 600 140" preserveAspectRatio="none"><line class="mk-zero" x1="0" x2="600" y1="${y(0)}" y2="${y(0)}"/>${bounds.join("")}${lines.join("")}
      <line class="mk-cursor" y1="2" y2="138"/></svg>${marks.join("")}`;
    this.cursor = el.querySelector(".mk-cursor");
    const point = (event) => {
      if (event.type !== "pointerdown" && !event.buttons) return;
      const box = el.getBoundingClientRect();
      this.pause();
      this.go(Math.min(Math.max((100 * (event.clientX - box.left)) / box.width, 0), 100));
      this.rested();
    };
    el.addEventListener("pointerdown", point);
    el.addEventListener("pointermove", point);
    return el;
  }

  about(h) {
    const { text, notes, sources, schematic } = this.activity;
    return h("div", { class: "mk-about" }, schematic ? h("p", { class: "mk-schematic" }, h("b", {}, "Schematic. "), "Drawn, not measured: see below.") : null, h("p", {}, text),
      h("details", {}, h("summary", {}, "Where the angles come from"), h("ul", {}, ...notes.map((note) => h("li", {}, note))),
        h("p", {}, "Sources: ", ...sources.map((source) => h("abbr", { title: source.citation, tabindex: "0" }, source.short)))));
  }

  // ---------------------------------------------------------------- time
  toggle() { if (this.playing) { this.pause(); this.rested(); } else this.play(); }

  play() {
    if (!this.frames || !this.host.here) return;
    if (!this.activity.looped && this.percent >= 100) this.percent = 0;
    this.playing = true;
    this.resync();
    this.face();
    const step = async (now) => {
      if (!this.playing) return;
      const gone = (Math.max(now - this.began, 0) / 1000) * Number(this.speed.value);
      let percent = this.from + (100 * gone) / this.activity.duration_s;
      if (this.activity.looped) percent %= 100;
      else if (percent >= 100) { this.pause(); percent = 100; }
      await this.go(percent);
      if (this.playing) requestAnimationFrame(step);
      else this.rested();
    };
    requestAnimationFrame(step);
  }

  pause() { this.playing = false; this.face(); }
  resync() { this.began = performance.now(); this.from = this.percent; }

  rested() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      if (this.playing || !this.host.here) return;
      this.host.stage?.motion.settle();
      this.host.stage?.announce(`${Math.round(this.percent)} percent, ${this.phase.name}. ${this.readings.words(this.at)}`);
    }, 300);
  }

  face() {
    this.button.textContent = this.playing ? "❚❚ Pause" : "▶ Play";
    this.button.setAttribute("aria-pressed", String(Boolean(this.playing)));
    this.button.title = "Space";
  }

  // ---------------------------------------------------------------- drawing
  async go(percent) {
    this.percent = percent;
    const now = performance.now();
    if (!this.playing || now - (this.told ?? 0) > KEYS_MS) { this.told = now; this.tell(); }
    this.cursor.setAttribute("x1", 6 * percent); this.cursor.setAttribute("x2", 6 * percent);
    this.scrub.value = percent;
    await this.draw();
  }

  tell() {
    const { phase } = this;
    this.now.replaceChildren(`${Math.round(this.percent)} %`, " ");
    this.now.append(Object.assign(document.createElement("b"), { textContent: phase.name }));
    [...this.strip.children].forEach((node, i) => node.setAttribute("aria-pressed", String(this.activity.phases[i] === phase)));
    this.scrub.setAttribute("aria-valuetext", `${Math.round(this.percent)} percent, ${phase.name}`);
    this.readings.show(this.at);
  }

  async draw() {
    const { stage } = this.host, { frames } = this;
    if (!frames || !stage?.ready || !this.host.here) return;
    for (const [id, body] of Object.entries(this.panel.moved)) {
      const soft = frames.soft.find((one) => one.id === id);
      stage.motion.place(id, { matrix: frames.matrix(body, this.percent), points: soft ? frames.points(soft, this.percent) : null, colour: this.colour(id) });
    }
    await stage.motion.draw();
  }

  colour(id) { return id in this.panel.readings ? strainColour(this.at(id, "strain_percent")) : null; }
  beside(id) { return id in this.panel.readings ? signed(this.at(id, "strain_percent")) : ""; }
  leave() { this.pause(); }
}

panels.player = Player;
