// The probe in the 3D view: its housing and the picture in its plane are put where the last frame was seen from, and a
// hand or a click on the leg moves it.

const SLOW_MS = 50, RESTED_MS = 250; // where drawing takes longer than the first, the 3D view follows when the probe rests
const SETTLES_MS = 400;

class HeldProbe {
  // `aim` hears an eye and the way it looks: a line of sight that is to meet the skin. `keys` hears keys on the handle.
  constructor(host, bench, { aim, keys }) {
    Object.assign(this, { host, bench, aim, known: new Map([["-0", new Map()]]), moved: new Set() });
    const { h } = host;
    this.handle = h("button", { type: "button", class: "mk-handle mk-handle-probe", "aria-label": "Probe; arrow keys move it over the skin", title: "Drag the probe over the skin" });
    this.handle.addEventListener("pointerdown", (event) => this.press(event));
    this.handle.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.handle.addEventListener(end, () => (this.grip = null));
    this.handle.addEventListener("keydown", (event) => { if (keys(event)) { event.preventDefault(); event.stopPropagation(); } });
    this.el = h("div", { class: "mk-handles", role: "group", "aria-label": "Probe on the skin" }, this.handle);
    this.down = (event) => (this.began = event.target.tagName === "CANVAS" && !event.button ? this.at(event) : null);
    this.up = (event) => {
      if (!this.began) return;
      const [x, y] = this.at(event), near = Math.hypot(x - this.began[0], y - this.began[1]) < 6;
      this.began = null;
      if (near) this.aim(this.ray(x, y));
    };
  }

  get stage() { return this.host.stage; }

  // ---------------------------------------------------------------- the moment
  lacks(play, step) { return !this.known.has(key(play, step)); }

  // Vertices of a moment, as they came with its first frame.
  learn(play, step, soft, buffers) { this.known.set(key(play, step), new Map(soft.map((one, i) => [one.id, unpacked(one, buffers[i])]))); }

  // ---------------------------------------------------------------- drawing
  // The picture goes first: without a graphics card the 3D view takes longer than a frame, and then follows when the probe rests.
  show(head, pixels, play, step) {
    Object.assign(this, { head, pixels: pixels ?? this.pixels, moment: key(play, step) });
    clearTimeout(this.soon);
    this.place();
    this.soon = setTimeout(() => this.follow(), this.took > SLOW_MS ? RESTED_MS : 0);
  }

  async follow() {
    const began = performance.now();
    await this.draw();
    this.took = performance.now() - began;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => { if (this.host.here) this.stage?.motion.settle(); }, SETTLES_MS);
  }

  async draw() {
    const { head, stage, bench } = this;
    if (!head || !stage?.ready || !this.host.here) return;
    const across = cross3(head.right, head.down), to = (x, y, z) => [0, 1, 2].map((i) => head.contact[i] + x * head.right[i] + y * head.down[i] + z * across[i]);
    const stretch = head.probe.width_mm / bench.width_mm;
    for (const [id, flat] of Object.entries(bench.housing)) {
      const points = new Float32Array(flat.length);
      for (let i = 0; i < flat.length; i += 3) points.set(to(flat[i] * stretch, flat[i + 1], flat[i + 2]), i);
      stage.motion.place(id, { points });
    }
    stage.motion.place("image", { points: this.grid(to) });
    const shapes = this.known.get(this.moment) ?? new Map();
    for (const id of shapes.keys()) this.moved.add(id);
    for (const id of this.moved) {
      const points = shapes.get(id) ?? this.atRest(id);
      if (points) stage.motion.place(id, { points });
    }
    stage.motion.apply();
    this.colour();
    await stage.motion.draw();
    this.place();
  }

  // The image plane, beam by beam; where each vertex lies in the picture is kept for its colour.
  grid(to) {
    const { head, bench: { grid } } = this, { probe, half_rad: half } = head, points = new Float32Array(3 * grid * grid);
    this.spots = new Int32Array(grid * grid);
    for (let row = 0, i = 0; row < grid; row++)
      for (let column = 0; column < grid; column++, i++) {
        const share = column / (grid - 1) - 0.5, deep = (row / (grid - 1)) * probe.depth_mm;
        const [x, y] = half ? [(probe.radius_mm + deep) * Math.sin(2 * share * half), (probe.radius_mm + deep) * Math.cos(2 * share * half) - probe.radius_mm] : [share * probe.width_mm, deep];
        points.set(to(x, y, 0), 3 * i);
        const r = Math.round((y + head.above_mm) / head.spacing_mm), c = Math.round(x / head.spacing_mm + (head.columns - 1) / 2);
        this.spots[i] = Math.min(Math.max(r, 0), head.rows - 1) * head.columns + Math.min(Math.max(c, 0), head.columns - 1);
      }
    return points;
  }

  colour() {
    const colours = this.stage.motion.object("image")?.geometry?.attributes.color;
    if (!colours || !this.pixels || colours.count !== this.spots.length) return;
    this.spots.forEach((spot, i) => colours.array.fill(this.pixels[spot] / 255, colours.itemSize * i, colours.itemSize * i + 3));
    colours.needsUpdate = true;
  }

  atRest(id) {
    const thing = this.stage.thing(id);
    return thing && this.stage.k3d.getWorld().ObjectsListJson[thing.k3d]?.vertices.data;
  }

  // ---------------------------------------------------------------- the hand
  overlay() {
    const { stage } = this;
    if (this.host.here && stage?.ready && this.el.parentElement !== stage.canvas) {
      stage.canvas.append(this.el);
      const node = stage.k3d.getWorld().renderer.domElement;
      node.addEventListener("pointerdown", this.down);
      node.addEventListener("pointerup", this.up);
      this.node = node;
    }
    this.place();
  }

  place() {
    const { head, stage } = this;
    if (!head || !stage?.k3d || !this.el.isConnected) return;
    const [x, y] = stage.eye.project(head.contact.map((value, i) => value - 35 * head.down[i]));
    this.handle.style.transform = `translate(${x}px, ${y}px)`;
  }

  at(event) {
    const box = this.stage.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  press(event) {
    if (event.button || !this.head) return;
    event.preventDefault();
    event.stopPropagation();
    this.handle.setPointerCapture(event.pointerId);
    this.handle.focus({ preventScroll: true });
    const [x, y] = this.at(event), [cx, cy] = this.stage.eye.project(this.head.contact);
    this.grip = [cx - x, cy - y];
  }

  move(event) {
    if (!this.grip) return;
    event.stopPropagation();
    const [x, y] = this.at(event);
    this.aim(this.ray(x + this.grip[0], y + this.grip[1]));
  }

  ray(x, y) {
    const { width, height } = this.stage.canvas.getBoundingClientRect(), { camera } = this.stage.k3d.getWorld();
    const times = (m, v) => [0, 1, 2, 3].map((r) => m[r] * v[0] + m[4 + r] * v[1] + m[8 + r] * v[2] + m[12 + r] * v[3]);
    const seen = times(camera.projectionMatrixInverse.elements, [(2 * x) / width - 1, 1 - (2 * y) / height, 0.5, 1]);
    const m = camera.matrixWorld.elements, there = times(m, seen.map((value) => value / seen[3])), eye = [m[12], m[13], m[14]];
    return [eye, eye.map((value, i) => there[i] - value)];
  }

  leave() {
    clearTimeout(this.soon);
    clearTimeout(this.settling);
    this.el.remove();
    this.node?.removeEventListener("pointerdown", this.down);
    this.node?.removeEventListener("pointerup", this.up);
  }
}

const key = (play, step) => (step ? `${play}-${step}` : "-0");
const cross3 = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
