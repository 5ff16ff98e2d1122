// Where the page's camera stands: flights to a frame, turning and zooming by key, points on the screen.

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

class Eye {
  constructor(stage) { this.stage = stage; }

  get now() { return this.stage.k3d.getWorld().controls.getCameraArray(); }

  goHome(now = false) {
    const start = this.stage.model.get("start");
    if (start.length && this.stage.k3d) this.goTo(start, now);
    else this.lookFrom(this.stage.model.get("view"), now);
  }

  lookFrom(view, now = false) {
    const { width, height } = this.stage.canvas.getBoundingClientRect();
    const frame = this.stage.frame(view);
    if (this.stage.k3d && frame) this.goTo(fit(frame, width / Math.max(height, 1) || 1), now);
  }

  goTo(end, now = false) {
    this.stage.el.dataset.still = "false";
    if (now || calm()) return this.set(end);
    const begin = this.now, t0 = performance.now(), run = (this.run = {});
    const tick = (now) => {
      if (this.run !== run) return;
      const t = Math.min((now - t0) / 350, 1), s = t * t * (3 - 2 * t);
      const target = add(mul(begin.slice(3, 6), 1 - s), mul(end.slice(3, 6), s));
      const from = sub(begin.slice(0, 3), begin.slice(3, 6)), to = sub(end.slice(0, 3), end.slice(3, 6));
      const size = Math.hypot(...from) * (1 - s) + Math.hypot(...to) * s;
      let way = add(mul(unit(from), 1 - s), mul(unit(to), s));
      if (Math.hypot(...way) < 0.2) way = add(way, mul(cross(unit(from), end.slice(6, 9)), 0.5));
      const up = unit(add(mul(begin.slice(6, 9), 1 - s), mul(end.slice(6, 9), s)));
      this.set(t < 1 ? [...add(target, mul(unit(way), size)), ...target, ...up] : end, t < 1);
      if (t < 1) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  set(nine, passing = false) {
    this.stage.k3d.setCamera(nine);
    this.stage.k3d.render();
    if (!passing) this.stage.cameraRests();
  }

  orbit(yaw, pitch) {
    const now = this.now, target = now.slice(3, 6), up = unit(now.slice(6, 9));
    let from = turn(sub(now.slice(0, 3), target), up, -yaw);
    const right = unit(cross(up, from));
    from = turn(from, right, pitch);
    this.set([...add(target, from), ...target, ...turn(up, right, pitch)]);
  }

  zoom(by) {
    const now = this.now, target = now.slice(3, 6);
    this.set([...add(target, mul(sub(now.slice(0, 3), target), by)), ...now.slice(3, 9)]);
  }

  get calm() { return calm(); }

  // Turns to a point and comes as near as wanted, from where it looks or from `way`; on its way, a little at a time.
  follow(point, nearest, passing = false, way = null) {
    const now = this.now, before = now.slice(3, 6), from = sub(now.slice(0, 3), before), away = Math.hypot(...from);
    const size = Math.min(away, Math.max(nearest, passing ? away * 0.96 : nearest));
    const target = passing ? add(mul(before, 0.85), mul(point, 0.15)) : point;
    const step = passing ? 0.06 : 1, seen = way ? unit(add(mul(unit(from), 1 - step), mul(unit(way), step))) : unit(from);
    this.set([...add(target, mul(seen, size)), ...target, ...now.slice(6, 9)], passing);
  }

  project(point) {
    const world = this.stage.k3d.getWorld();
    const times = (m, v) => [0, 1, 2, 3].map((r) => m[r] * v[0] + m[4 + r] * v[1] + m[8 + r] * v[2] + m[12 + r] * v[3]);
    const clip = times(world.camera.projectionMatrix.elements, times(world.camera.matrixWorldInverse.elements, [...point, 1]));
    const { width, height } = this.stage.canvas.getBoundingClientRect();
    return [(clip[0] / clip[3] / 2 + 0.5) * width, (0.5 - clip[1] / clip[3] / 2) * height, clip[3]];
  }
}
