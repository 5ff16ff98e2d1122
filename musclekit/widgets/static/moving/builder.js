// The injury builder: what is chosen goes to Python, and comes back as an injury with all it entails.
// While one change is on its way only the latest of each field waits.

const LOST_MS = 20000; // an answer that has not come by then was lost with the connection

class Builder {
  constructor(host) {
    const { h, model } = host;
    Object.assign(this, { host, panel: model.get("panel"), dials: new Map(), waiting: null });
    this.handles = new Handles(host, (asked, settled) => this.grasped(asked, settled));
    const select = (field, label) => this.select(field, label);
    this.selects = { structure: select("structure", "Structure"), kind: select("kind", "Injury"), site: select("site", "Site"),
      mechanism: select("mechanism", "How it came about"), disorder: select("disorder", "Disorder") };
    this.episode = h("select", { "aria-label": "Episode", onchange: () => this.set("episode", this.episode.value) },
      ...this.panel.episodes.map((name, i) => h("option", { value: i }, name)));
    this.unable = h("details", { class: "mk-unable" });
    this.trouble = h("p", { class: "mk-refused", role: "alert", hidden: true });
    this.about = h("p", { class: "mk-kind" });
    this.extents = h("div", { class: "mk-dials", role: "group", "aria-label": "Extent and place" });
    this.findings = h("div", { class: "mk-findings" });
    this.pull = this.dial({ field: "activation", name: "Contraction of the muscle", unit: "%", low: 0, high: 100, step: 5, value: 0 });
    this.strip = h("div", { class: "mk-strip", "aria-hidden": "true" });
    this.again = h("button", { type: "button", onclick: () => this.ask({ do: "again", settled: true }) }, "Start again");
    this.through = h("button", { type: "button", onclick: () => this.ask({ do: "through", settled: true }) }, "See through the rest");
    this.status = h("p", { class: "mk-status-line" });
    this.closer = h("button", { type: "button", onclick: () => this.zoom() }, "Look closer");
    this.words = h("p", { class: "mk-built" });
    this.tips = h("div", { class: "mk-tips", role: "status", "aria-live": "polite" });
    this.grades = h("div", { class: "mk-grades" });
    this.force = h("div", { class: "mk-force" });
    this.legs = h("div", { class: "mk-legs" });
    this.outcomes = h("details", { class: "mk-outcomes" });
    const { selects: s } = this;
    this.el = h("div", { class: "mk-panel mk-builder", role: "group", "aria-label": "Injury builder" },
      h("div", { class: "mk-choices" }, s.structure.el, s.kind.el, s.site.el), this.unable, this.about, this.trouble,
      this.extents, this.findings, this.pull.el, h("div", { class: "mk-controls" }, this.closer, this.through, this.again, this.status),
      h("p", { class: "mk-hint" }, "On the picture: drag the ring along the muscle, the bars to make it longer, or click on the muscle."), this.words, this.tips,
      h("h4", {}, "Grades"), this.grades, h("h4", {}, "Force left"), this.force, this.legs, this.outcomes,
      h("p", { class: "mk-teaches" }, this.panel.teaches.join(" ")));
    model.on("change:state", () => this.take());
    model.on("msg:custom", (message) => { if (message.kind === "trouble") this.answered(); });
    this.draw();
  }

  get state() { return this.host.model.get("state"); }

  // ---------------------------------------------------------------- asking
  set(field, value, settled = true) { this.ask({ do: "set", fields: { [field]: value }, settled }); }

  ask(message) {
    if (this.busy && performance.now() - this.asked < LOST_MS) {
      const same = this.waiting?.do === "set" && message.do === "set";
      this.waiting = same ? { ...message, fields: { ...this.waiting.fields, ...message.fields }, settled: message.settled || this.waiting.settled } : message;
      return;
    }
    this.busy = true;
    this.asked = performance.now();
    clearTimeout(this.slow);
    this.slow = setTimeout(() => (this.status.textContent = "Working on the meshes …"), 700);
    this.host.model.send(message);
  }

  answered() {
    this.busy = false;
    clearTimeout(this.slow);
    this.status.textContent = "";
    const next = this.waiting;
    this.waiting = null;
    if (next) this.ask(next);
    return next;
  }

  take() {
    this.show();
    if (this.answered()) return;
    this.host.el.dispatchEvent(new CustomEvent("mk-built", { bubbles: true }));
  }

  grasped(asked, settled) {
    const { grip } = this.state, turn = this.dials.get("around_deg");
    if (asked.point) return this.ask({ do: "point", point: asked.point, settled });
    if (asked.along !== undefined) return this.ask({ do: "along", along: asked.along, settled });
    if (asked.on) return this.ask({ do: "along", along: Math.min(Math.max(this.handles.middle + asked.on, 0), 1), settled });
    if (asked.turn) return turn && this.set("around_deg", (Number(turn.input.value) + asked.turn + 360) % 360, settled);
    const { low, high } = this.dials.get("length_mm");
    const length = asked.length_mm ?? grip.length_mm + asked.longer;
    this.set("length_mm", Math.round(Math.min(Math.max(length, low), high)), settled);
  }

  // A click on the injured structure moves the injury there; on any other it tells of it, as everywhere.
  picked(id, point) {
    if (!point || !this.state.grip || !this.state.parts.includes(id)) return false;
    this.ask({ do: "point", point, settled: true });
    return true;
  }

  zoom() {
    const { stage } = this.host, { grip } = this.state;
    if (!stage?.ready) return;
    if (!grip || this.near) { this.near = false; stage.eye.goHome(); }
    else {
      this.near = true;
      const { width, height } = stage.canvas.getBoundingClientRect(), [target, upper, lower] = grip.spots;
      const long = Math.max(140, 1.5 * Math.hypot(...sub3(upper, lower)));
      stage.eye.goTo(fitted({ ...stage.frame(stage.model.get("view")), target, extent: [long * 0.6, long, 90] }, width / height));
    }
    this.closer.textContent = this.near ? "Whole picture" : "Look closer";
  }

  // ---------------------------------------------------------------- controls
  select(field, label) {
    const { h } = this.host;
    const input = h("select", { "data-field": field, onchange: () => this.set(field, input.value) });
    return { input, el: h("label", { class: "mk-choice" }, h("span", {}, label), input) };
  }

  dial(one) {
    const { h } = this.host, range = { min: one.low, max: one.high, step: one.step, value: one.value, "data-field": one.field };
    const input = h("input", { type: "range", ...range, "aria-label": one.name });
    const number = h("input", { type: "number", ...range, step: "any", "aria-label": `${one.name}, ${one.unit}` });
    const fill = h("i"), dial = { ...one, input, number };
    input.addEventListener("input", () => { number.value = input.value; this.set(one.field, Number(input.value), false); });
    input.addEventListener("change", () => this.set(one.field, Number(input.value)));
    number.addEventListener("change", () => this.set(one.field, number.value === "" ? null : Number(number.value)));
    dial.el = h("label", { class: "mk-dial" }, h("span", {}, one.name), input, h("span", { class: "mk-amount" }, number, fill, one.unit));
    dial.tell = (now) => {
      Object.assign(dial, { low: now.low, high: now.high });
      input.style.visibility = now.low < now.high ? "" : "hidden"; // a slider with one place to be tells nothing
      for (const node of [input, number]) {
        Object.assign(node, { min: now.low, max: now.high, disabled: now.low >= now.high });
        if (!(this.busy && this.waiting) && (node !== document.activeElement || node === input || this.state.settled)) node.value = now.value;
      }
      input.setAttribute("aria-valuetext", `${now.value} ${now.unit}`);
    };
    return dial;
  }

  // ---------------------------------------------------------------- drawing
  draw() { this.show(); }

  show() {
    const { state, host: { h } } = this;
    for (const [field, { input, el }] of Object.entries(this.selects)) this.offer(input, el, state.choices[field]);
    this.tellUnable(h);
    this.tellDials(h);
    this.tellFindings(h);
    this.pull.tell({ low: 0, high: 100, value: state.activation, unit: "%" });
    this.about.replaceChildren(`${state.about.text} `, ...cites(h, state.about));
    this.trouble.hidden = !state.trouble.text;
    this.trouble.textContent = state.trouble.text ?? "";
    for (const dial of [...this.dials.values(), this.pull]) dial.el.classList.toggle("mk-wrong", dial.field === state.trouble.field);
    this.words.textContent = state.words;
    this.tellTips(h);
    this.tellStrip(h);
    this.tellGrades(h);
    this.tellForce(h);
    if (state.legs) this.tellLegs(h);
    if (state.outcomes) this.tellOutcomes(h);
    this.handles.parts = state.parts;
    this.handles.middle = state.middle;
    this.handles.show(state.grip);
    this.through.setAttribute("aria-pressed", String(state.through));
    this.overlay();
    // At once: the next frame waits until the new mesh is drawn.
    if (this.host.here) this.host.stage.labels.draw();
  }

  offer(input, el, choices) {
    el.hidden = !choices.length;
    const key = JSON.stringify(choices);
    if (input.dataset.offered === key) return;
    input.dataset.offered = key;
    const { h } = this.host;
    input.replaceChildren(...choices.map((one) =>
      h("option", { value: one.id, selected: one.chosen, disabled: Boolean(one.why_not), title: one.why_not || null }, one.name)));
    input.value = choices.find((one) => one.chosen)?.id ?? "";
  }

  tellUnable(h) {
    const { choices } = this.state;
    const alike = new Map();
    for (const one of [...choices.structure, ...choices.kind, ...choices.site])
      if (one.why_not) alike.set(one.why_not, [...(alike.get(one.why_not) ?? []), one.name]);
    this.unable.hidden = !alike.size;
    this.unable.replaceChildren(h("summary", {}, "What cannot be chosen here, and why"),
      h("ul", {}, ...[...alike].map(([why, names]) => h("li", {}, h("b", {}, names.join(" · ")), `: ${why}`))));
  }

  tellDials(h) {
    const { dials } = this.state, names = dials.map((one) => one.field).join();
    if (names !== [...this.dials.keys()].join()) {
      this.dials = new Map(dials.map((one) => [one.field, this.dial(one)]));
      this.extents.replaceChildren(...[...this.dials.values()].map((one) => one.el));
    }
    for (const one of dials) this.dials.get(one.field).tell(one);
  }

  tellFindings(h) {
    const { findings, episode, choices } = this.state, { mechanism, disorder } = this.selects;
    this.episode.value = episode;
    const key = JSON.stringify(findings.map((one) => one.id));
    if (this.findings.dataset.shown !== key) {
      this.findings.dataset.shown = key;
      this.checks = new Map(findings.map((one) => [one.id, h("input", { type: "checkbox", onchange: (event) => this.set(one.id, event.target.checked) })]));
      this.findings.replaceChildren(mechanism.el, disorder.el, h("label", { class: "mk-choice" }, h("span", {}, "Episode"), this.episode),
        ...findings.map((one) => h("label", { class: "mk-found" }, this.checks.get(one.id), one.name)));
    }
    for (const one of findings) this.checks.get(one.id).checked = one.chosen;
    this.episode.parentElement.hidden = !choices.mechanism.length;
  }

  // What tipped stays told until something else does.
  tellTips(h) {
    const { tips, said } = this.state, lines = [...said, ...tips.map((one) => one.text)];
    if (lines.length && lines.join() !== this.told?.join()) {
      this.told = lines;
      this.tips.replaceChildren(h("b", {}, "Changed last"), ...lines.map((line) => h("p", {}, line)));
    }
    if (tips.length) this.tipped = new Map(tips.map((one) => [one.scheme, one]));
    this.tips.hidden = !this.told;
  }

  // The classes in short, over the picture, where they are seen while something is turned.
  tellStrip(h) {
    const { grades } = this.state;
    this.strip.replaceChildren(...grades.map((one) => {
      const { short } = this.panel.schemes.find((each) => each.scheme === one.scheme), tip = this.tipped?.get(one.scheme);
      return h("span", { class: tip ? "mk-changed" : "" }, h("small", {}, short), h("b", {}, tip ? `${tip.before || "–"} → ` : "", one.code || "–"));
    }));
  }

  tellGrades(h) {
    const { grades } = this.state;
    const open = new Set([...this.grades.querySelectorAll("details[open]")].map((one) => one.dataset.scheme));
    this.grades.replaceChildren(...grades.map((one) => {
      const scheme = this.panel.schemes.find((each) => each.scheme === one.scheme);
      const list = (name, texts, mark) => texts.map((text) => h("li", { class: mark }, h("i", {}, name), ` ${text}`));
      return h("details", { class: `mk-grade ${this.tipped?.has(one.scheme) ? "mk-changed" : ""}`, "data-scheme": one.scheme, open: open.has(one.scheme) },
        h("summary", {}, h("span", { class: "mk-scheme" }, scheme.title), h("b", { class: "mk-code" }, one.code || "–"),
          h("span", { class: "mk-level" }, one.name, one.confirmed || !one.code ? null : h("small", { class: "mk-status" }, "unconfirmed")),
          one.decided.length ? h("span", { class: "mk-decided" }, h("b", {}, "Decided by: "), one.decided.join("; ")) : null),
        h("ul", {}, ...list("Decides:", one.decided, "mk-decides"), ...list("Met:", one.met, ""), ...list("Not met:", one.missed, "mk-missed"),
          ...list("Note:", one.notes, ""), ...list("Cannot say:", scheme.cannot_say, "mk-missed")),
        h("p", { class: "mk-cited" }, ...cites(h, scheme)));
    }));
  }

  tellForce(h) {
    const { force } = this.state;
    this.force.replaceChildren(...force.muscles.map((one) => h("div", { class: "mk-remains" }, h("span", {}, one.name),
      h("span", { class: "mk-bar-track", "aria-hidden": "true" }, h("i", { style: `width:${one.percent}%` })), h("b", {}, `${one.percent} %`))),
      h("p", { class: "mk-rule" }, force.judgement ? h("b", {}, "A rule chosen for teaching. ") : null, `${force.text} `, ...cites(h, force)));
  }

  tellLegs(h) {
    const { legs } = this.state, high = 10 * Math.ceil(Math.max(...legs.sound_nm) / 10);
    const [first, last] = [legs.angles_deg[0], legs.angles_deg.at(-1)];
    const line = (values, name) => `<polyline class="${name}" points="${values.map((value, i) =>
      `${((600 * (legs.angles_deg[i] - first)) / (last - first)).toFixed(1)},${(134 - (126 * value) / high).toFixed(1)}`).join(" ")}"/>`;
    const words = `On a dynamometer at ${legs.speed_deg_per_s}°/s, shortening: sound leg ${legs.sound_peak_nm} Nm, injured leg ${legs.injured_peak_nm} Nm, ${legs.symmetry_percent} % of the other.`;
    const chart = h("div", { class: "mk-chart mk-torque", role: "img", "aria-label": `Torque over knee flexion. ${words}` });
    chart.innerHTML = `<svg viewBox="0 0 600 140" preserveAspectRatio="none">${line(legs.sound_nm, "mk-sound")}${line(legs.injured_nm, "mk-injured")}</svg>
      <span style="top:8%">${high} Nm</span><span style="top:93%">0</span>`;
    this.legs.replaceChildren(h("p", {}, words), chart,
      h("p", { class: "mk-key" }, h("i", { class: "mk-sound" }), "sound leg", h("i", { class: "mk-injured" }), "injured leg", h("small", {}, `knee flexion ${first}° to ${last}°`)));
  }

  tellOutcomes(h) {
    const { rows, call } = this.state.outcomes;
    this.outcomes.replaceChildren(h("summary", {}, "What became of such injuries"),
      rows.length ? h("ul", {}, ...rows.map((one) => h("li", {}, `${one.text} `, ...cites(h, one)))) : h("p", {}, "No figure on record for these classes."),
      h("p", {}, "Groups in studies, and what is argued about them: lesson Recovery and prevention, or ", h("code", {}, call), "."));
  }

  // ---------------------------------------------------------------- the 3D view
  overlay() {
    const { stage } = this.host;
    if (this.host.here && stage?.ready && this.handles.el.parentElement !== stage.canvas) stage.canvas.append(this.handles.el, this.strip);
    this.handles.place();
  }

  beside(id) {
    const row = this.state.force.muscles.find((one) => one.id === id && one.percent < 100);
    return row ? `(force ${row.percent}\u00a0%)` : "";
  }

  leave() {
    this.handles.el.remove();
    this.strip.remove();
    this.near = false;
  }
}

panels.builder = Builder;

const sub3 = (a, b) => a.map((x, i) => x - b[i]);

// The camera that sees a frame whole, as the stage's own views are fitted.
function fitted(frame, aspect) {
  const [width, height, depth] = frame.extent, half = (Math.max(height, width / aspect) / 2) * 1.08;
  const far = half / Math.tan((25 * Math.PI) / 360) + depth / 2;
  return [...frame.target.map((x, i) => x + far * frame.direction[i]), ...frame.target, ...frame.up];
}

function cites(h, one) {
  const marks = one.sources.map((source) => h("abbr", { title: source.citation, tabindex: "0" }, source.short));
  return one.confirmed === false ? [...marks, h("small", { class: "mk-status" }, "unconfirmed")] : marks;
}
