// What an injury is taken hold of by in the 3D view: its middle is drawn along and around the muscle, its ends
// make it longer. They lie over the picture as buttons, so that keys and fingers reach them.

const HANDLES = [["middle", "Move the injury", "arrows: up and down along the muscle, left and right round it"],
  ["upper", "Upper end", "up and down make it longer and shorter"], ["lower", "Lower end", "up and down make it longer and shorter"]];

class Handles {
  // `tell` hears what is asked for: { point } or { along } or { length_mm }, and whether the hand has let go.
  constructor(host, tell) {
    const { h } = host;
    Object.assign(this, { host, tell });
    this.buttons = HANDLES.map(([name, label, keys], i) => {
      const button = h("button", { type: "button", class: `mk-handle mk-handle-${name}`, "aria-label": `${label}; ${keys}`, title: `${label} (drag, or ${keys})` });
      button.addEventListener("pointerdown", (event) => this.press(event, i));
      button.addEventListener("pointermove", (event) => this.move(event, i));
      for (const end of ["pointerup", "pointercancel"]) button.addEventListener(end, (event) => this.release(event, i));
      button.addEventListener("keydown", (event) => this.key(event, i));
      return button;
    });
    this.el = h("div", { class: "mk-handles", role: "group", "aria-label": "Injury on the mesh" }, ...this.buttons);
  }

  get stage() { return this.host.stage; }

  show(grip) {
    this.grip = grip;
    this.el.hidden = !grip;
    this.place();
  }

  place() {
    const { grip, stage } = this;
    if (!grip || !stage?.k3d || !this.el.isConnected) return;
    const { width, height } = stage.canvas.getBoundingClientRect();
    const seen = grip.spots.map((point, i) => (i === this.held && this.hand ? this.hand : stage.eye.project(point)));
    seen.forEach(([x, y], i) => {
      const button = this.buttons[i], near = Math.hypot(x - seen[0][0], y - seen[0][1]) < button.offsetWidth * 0.75;
      button.hidden = (i > 0 && i !== this.held && (grip.length_mm === null || near)) || x < 0 || y < 0 || x > width || y > height;
      button.style.transform = `translate(${x}px, ${y}px)`;
    });
  }

  // ---------------------------------------------------------------- pointer
  at(event) {
    const box = this.stage.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  press(event, i) {
    if (event.button) return;
    event.preventDefault();
    event.stopPropagation();
    this.buttons[i].setPointerCapture(event.pointerId);
    this.buttons[i].focus({ preventScroll: true });
    this.held = i;
    this.began = this.at(event);
  }

  move(event, i) {
    if (this.held !== i) return;
    event.stopPropagation();
    const hand = this.at(event);
    if (!this.hand && Math.hypot(hand[0] - this.began[0], hand[1] - this.began[1]) < 3) return;
    this.hand = hand;
    this.place();
    this.ask(i, false);
  }

  release(event, i) {
    if (this.held !== i) return;
    event.stopPropagation();
    if (this.hand) this.ask(i, true);
    this.held = this.hand = undefined;
    this.place();
  }

  ask(i, settled) {
    if (i) return this.tell({ length_mm: this.reach(this.along(this.hand)) }, settled);
    const point = this.met(this.hand);
    this.tell(point ? { point } : { along: this.along(this.hand) }, settled);
  }

  // Where on the injured structure the hand is, if it is on it.
  met([x, y]) {
    const { stage } = this, { k3d } = stage, { width, height } = stage.canvas.getBoundingClientRect();
    stage.hovered = null;
    k3d.dispatch(k3d.events.MOUSE_MOVE, { x: (x / width) * 2 - 1, y: 1 - (y / height) * 2 });
    const hit = stage.hovered;
    return hit && this.parts.includes(stage.idOf(hit)) ? hit.position : null;
  }

  // Of the structure's middle line, the place nearest to the hand in the picture.
  along([x, y]) {
    const { along, points } = this.grip, seen = points.map((point) => this.stage.eye.project(point));
    let best = along[0], least = Infinity;
    for (let i = 0; i + 1 < seen.length; i++) {
      const [ax, ay] = seen[i], [dx, dy] = [seen[i + 1][0] - ax, seen[i + 1][1] - ay];
      const t = Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1), 0), 1);
      const away = Math.hypot(ax + t * dx - x, ay + t * dy - y);
      if (away < least) { least = away; best = along[i] + t * (along[i + 1] - along[i]); }
    }
    return best;
  }

  // Length of an injury that reaches from its middle to a place along the structure.
  reach(along) { return 2 * Math.abs(this.arc(along) - this.arc(this.middle)); }

  arc(at) {
    const { along, arc_mm: arcs } = this.grip;
    const i = Math.min(Math.max(along.findIndex((one) => one >= at), 1), along.length - 1);
    return arcs[i - 1] + ((at - along[i - 1]) / (along[i] - along[i - 1])) * (arcs[i] - arcs[i - 1]);
  }

  // ---------------------------------------------------------------- keyboard
  key(event, i) {
    const step = event.shiftKey ? 0.2 : 1, longer = { upper: 1, lower: -1 }[HANDLES[i][0]] ?? 0;
    const acts = i
      ? { ArrowUp: { longer: longer * 5 * step }, ArrowDown: { longer: -longer * 5 * step } }
      : { ArrowUp: { on: -0.01 * step }, ArrowDown: { on: 0.01 * step }, ArrowLeft: { turn: -10 * step }, ArrowRight: { turn: 10 * step } };
    if (!acts[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    this.tell(acts[event.key], true);
  }
}
