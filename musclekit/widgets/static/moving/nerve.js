// A nerve followed along its way: a place on it marked in the 3D view and told in words, beside the joints' sliders.

const FLIGHT_S = 40, STOP_S = 1.6, NEAR_MM = 420, TURN_MS = 2500; // root to ankle; a stop where motion is unwanted; the camera from the nerve, and its turn to behind it
const STATUS = { consensus: "agreed" };

class NerveTrail extends Sliders {
  constructor(host) {
    super(host);
    const { h, model } = host, panel = model.get("panel");
    this.track = [];
    this.share = 0;
    const told = (this.placeTold = h("output", {}));
    this.place = h("input", { type: "range", min: 0, max: 100, step: 0.5, value: 0, "aria-label": "Place on the nerve, from the spine to the ankle", "data-place": "", oninput: () => { this.pause(); this.go(Number(this.place.value)); } });
    this.button = h("button", { type: "button", class: "mk-play", title: "Fly along the nerve (space, in the 3D view)", onclick: () => this.toggle() }, "▶ Fly along");
    this.follow = h("input", { type: "checkbox", checked: "" });
    this.paint = h("button", { type: "button", "aria-pressed": "false", onclick: () => this.model.send({ do: "paint", on: this.paint.getAttribute("aria-pressed") !== "true" }) }, "Colour by room");
    this.beside_ = h("ul", { class: "mk-neighbours" });
    this.where = h("p", { class: "mk-now" });
    this.heard = h("p", { class: "mk-hidden", role: "status", "aria-live": "polite" });
    this.supply = h("div", { class: "mk-supply" });
    this.model = model;
    this.trail = h("div", { class: "mk-trail", role: "group", "aria-label": "The way of the nerve", onkeydown: (event) => this.key(event) },
      h("label", { class: "mk-slider" }, h("span", {}, "Along the nerve"), this.place, told),
      h("div", { class: "mk-controls" }, this.button, h("label", { class: "mk-check" }, this.follow, " camera follows"), panel.paints ? this.paint : null),
      (this.key_ = roomLegend(h, panel.room)), this.where, this.beside_, this.heard,
      h("details", { open: "" }, h("summary", {}, "Supplied so far"), this.supply));
    this.key_.hidden = true;
    this.postures = h("div", { class: "mk-controls mk-postures", role: "group", "aria-label": "Postures" },
      ...panel.postures.map((one) => h("button", { type: "button", "data-posture": one.name, onclick: () => this.stand(one.angles) }, one.name)));
    this.el.querySelector(".mk-controls").remove(); // "Upright" is one of the postures here
    this.el.classList.add("mk-nerve");
    this.el.prepend(this.trail, h("h4", {}, "Move the joints"), this.postures, this.status);
    this.over = h("div", { class: "mk-wayover" });
    this.flag = h("span", { class: "mk-wayflag", hidden: true });
    model.on("msg:custom", (message) => {
      if (message.kind === "way") this.takeWay(message);
      if (message.kind === "place") this.takePlace(message);
      if (message.kind === "painted") this.takePaint(message);
      if (message.kind === "trouble") this.asking = false;
    });
    this.go(0, false);
  }

  // ---------------------------------------------------------------- postures
  stand(angles) {
    for (const [name, one] of this.inputs) one.input.value = angles[name] ?? 0;
    this.changed();
  }

  // The nerves' numbers come with their way; the muscles' with the posture.
  at = (id, quantity) => (this.numbers[id] ?? this.ways?.[id] ?? this.host.model.get("panel").readings[id])[quantity];

  takeWay(message) {
    this.track = message.track;
    this.parts = message.parts;
    this.ways = message.readings;
    this.readings.show(this.at);
    if (this.moved_ && this.follow.checked) this.look();
    this.overlay();
    this.askPlace();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rested(), 250);
  }

  rested() { if (this.painted) this.model.send({ do: "rest" }); }

  colour(id) { return this.host.model.get("panel").nerves.includes(id) ? null : super.colour(id); }
  beside(id) { return id in this.numbers || this.ways?.[id] ? signed(this.at(id, "strain_percent")) : ""; }

  // ---------------------------------------------------------------- a place on the way
  go(percent, look = true) {
    this.share = Math.min(Math.max(percent, 0), 100) / 100;
    this.place.value = 100 * this.share;
    const part = this.part();
    this.placeTold.textContent = `${Math.round(100 * this.share)} %`;
    this.place.setAttribute("aria-valuetext", `${Math.round(100 * this.share)} percent, ${part.name}`);
    if (look && !this.moved_) this.turning = performance.now() + TURN_MS;
    if (look) this.moved_ = true;
    if (look && this.follow.checked) this.look(this.playing);
    this.overlay();
    this.askPlace();
  }

  part() {
    const parts = this.parts ?? this.host.model.get("panel").parts;
    return parts.find((one) => this.share <= one.end) ?? parts.at(-1);
  }

  point() {
    const at = this.share * (this.track.length - 1), row = Math.min(Math.floor(at), this.track.length - 2), t = at - row;
    return this.track[row].map((value, i) => value * (1 - t) + this.track[row + 1][i] * t);
  }

  // The camera keeps its direction and comes as near as the nerve asks for.
  look(passing = false) {
    const { stage } = this.host;
    if (!this.host.here || !stage?.ready || !this.track.length) return;
    stage.eye.follow(this.point(), NEAR_MM, passing, this.turning > performance.now() ? this.host.model.get("panel").behind : null);
  }

  askPlace() {
    if (this.asking) { this.wanted = true; return; }
    this.asking = true;
    this.model.send({ do: "place", share: this.share });
  }

  takePlace(message) {
    const { h } = this.host;
    this.asking = false;
    const said = message.neighbours.map((one) => `${one.name}: ${one.side ? `${one.mm.toFixed(1)} mm, ${one.side}` : "touching"}`);
    this.where.textContent = `${message.part}. Beside it:`;
    this.beside_.replaceChildren(...(said.length ? said.map((text) => h("li", {}, text)) : [h("li", {}, "nothing within 20 mm")]));
    this.supply.replaceChildren(...message.supplied.map((one) => factRow(h, one)));
    clearTimeout(this.hearing);
    if (!this.playing && this.moved_) this.hearing = setTimeout(() => (this.heard.textContent = `${message.part}, ${Math.round(100 * message.share)} percent. ${said.slice(0, 3).join("; ")}`), 500);
    this.overlay();
    this.host.el.dispatchEvent(new CustomEvent("mk-placed", { bubbles: true }));
    if (this.wanted) { this.wanted = false; if (message.share !== this.share) this.askPlace(); }
  }

  takePaint(message) {
    this.painted = message.on;
    this.paint.setAttribute("aria-pressed", String(message.on));
    this.key_.hidden = !message.on;
    this.key_.lastChild.textContent = message.text ? `${message.text[0].toUpperCase()}${message.text.slice(1)}.` : "";
    this.host.el.dispatchEvent(new CustomEvent("mk-painted", { bubbles: true }));
  }

  key(event) {
    if (event.key === " " && event.target === this.place) this.toggle();
    else return;
    event.preventDefault();
  }

  // ---------------------------------------------------------------- flying
  toggle() { if (this.playing) this.pause(); else this.play(); }

  play() {
    this.turning = performance.now() + TURN_MS;
    if (this.share >= 1) this.go(0);
    this.playing = true;
    this.button.textContent = "❚❚ Pause";
    if (this.host.stage?.eye.calm) { this.hop(); return; }
    let before = performance.now();
    const run = (this.run = {});
    const tick = (now) => {
      if (this.run !== run) return;
      this.go(100 * this.share + (100 * Math.min(now - before, 100)) / (1000 * FLIGHT_S));
      before = now;
      if (this.share >= 1) this.pause(); else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  // Who asked for little motion gets stops instead of a flight.
  hop() {
    this.hopping = setTimeout(() => {
      this.go(100 * this.share + 5);
      if (this.share >= 1) this.pause(); else this.hop();
    }, 1000 * STOP_S);
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.run = null;
    clearTimeout(this.hopping);
    this.button.textContent = "▶ Fly along";
    if (this.follow.checked) this.look();
    this.askPlace();
  }

  // ---------------------------------------------------------------- the 3D view
  async draw() { await super.draw(); this.overlay(); }

  overlay() {
    const { stage } = this.host;
    if (!this.host.here || !stage?.ready || !this.track?.length) return;
    if (this.over.parentElement !== stage.canvas) stage.canvas.append(this.over);
    const flat = (point) => stage.eye.project(point).slice(0, 2).map((x) => x.toFixed(1));
    const [x, y] = flat(this.point());
    this.over.innerHTML = `<svg class="mk-wayframe" aria-hidden="true">${this.ring() ? `<circle cx="${x}" cy="${y}" r="9"/>` : ""}${this.more(flat)}</svg>`;
    this.flag.hidden = !this.moved_;
    this.flag.textContent = `${this.part().name}, ${Math.round(100 * this.share)} %`;
    this.flag.style.transform = `translate(${Number(x) + 14}px, ${Number(y) - 12}px)`;
    this.over.append(this.flag);
  }

  ring() { return true; }
  more() { return ""; }

  leave() { this.pause(); this.over.remove(); }
  end() { this.run = null; clearTimeout(this.hopping); clearTimeout(this.resting); clearTimeout(this.hearing); }
}

function roomLegend(h, { colours, wide_mm }) {
  return h("div", { class: "mk-roomkey", role: "img", "aria-label": `Colour of the sciatic nerve: dark red where it touches, orange at ${wide_mm / 2} millimetres of room, yellow from ${wide_mm}` },
    h("i", { style: `background:linear-gradient(to right, ${colours.join(", ")})` }), h("span", {}, "touching"), h("span", {}, `${wide_mm / 2} mm`), h("span", {}, `${wide_mm} mm of room and more`), h("small", {}, ""));
}

function factRow(h, one) {
  const sources = one.sources.map((source) => h("abbr", { tabindex: "0", title: source.citation }, source.short));
  return h("p", {}, h("b", {}, `${one.label}: `), one.text, " ", h("small", { class: "mk-cited" },
    one.status && (STATUS[one.status] ?? one.status), one.confirmed ? "" : ", unconfirmed", ...(sources.length ? [" · ", ...sources.flatMap((source, i) => (i ? [", ", source] : [source]))] : [])));
}

panels.nerve = NerveTrail;
