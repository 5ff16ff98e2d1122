// Names with leader lines, in two columns beside what they name; where the leg lies in a column, near by.

const CLEAR = 6; // pixels
const AROUND = [CLEAR, CLEAR / 2].flatMap((away) => [[-away, 0], [away, 0], [0, -away], [0, away]]);
const RAYS = 320; // cast over a structure of which no point offered is seen well
const STUB = 26; // pixels of a leader line that ends nowhere
const TOP = 46; // pixels left free above
const NEAR = 18; // the shortest leader line of a name moved off the leg

class Labels {
  constructor(stage) { this.stage = stage; }

  forget() {
    this.lastLabelled = null;
    this.stage.el.dataset.still = "false";
  }

  // Looks for new ends of leader lines when what they depend on has changed.
  refresh() {
    const { model, eye, pointer, k3d } = this.stage, { ObjectsById } = k3d.getWorld();
    const now = [...eye.now, ...model.get("things").map((thing) => thing.visible && ObjectsById[thing.k3d]?.uuid)].join();
    const labelled = [now, model.get("labels"), JSON.stringify(model.get("marks")), pointer, model.get("labels_on")].join("|");
    if (labelled !== this.lastLabelled) { this.lastLabelled = labelled; this.look(); }
  }

  // Where a leader ends: of the points offered, the one nearest the structure's middle with some of it seen on
  // every side; where none is, the place with most of it round about. Which are seen is asked by casting rays, once
  // camera and meshes rest; while they move, the last answer is kept.
  anchor(thing) {
    const chosen = this.seen?.get(thing.id) ?? { i: 0, hidden: false };
    if (chosen.place && chosen.moved === this.stage.motion.moved.get(thing.id)) {
      const [x, y] = this.stage.eye.project(chosen.place);
      return { x, y, hidden: chosen.hidden };
    }
    const points = this.stage.motion.spots(thing);
    const [x, y] = this.stage.eye.project(points[Math.min(chosen.i, points.length - 1)]);
    return { x, y, hidden: chosen.hidden };
  }

  look() {
    const { model, canvas, eye, k3d } = this.stage;
    clearTimeout(this.settling);
    this.taken = null;
    this.stage.el.dataset.still = "false";
    this.settling = setTimeout(() => {
      const wanted = new Set([...(this.stage.exploring && model.get("labels_on") ? model.get("labels") : []),
        ...model.get("marks").map((mark) => mark.id), this.stage.pointer]);
      const { width, height } = canvas.getBoundingClientRect();
      const before = this.stage.hovered;
      this.seen = new Map();
      for (const thing of model.get("things")) {
        if (!wanted.has(thing.id) || !thing.visible || !thing.points.length) continue;
        const points = this.stage.motion.spots(thing);
        const middle = eye.project(points[0]);
        middle[0] = Math.min(Math.max(middle[0], 40), width - 40);
        middle[1] = Math.min(Math.max(middle[1], 60), height - 40);
        const order = points.map((point, i) => ({ i, at: eye.project(point) }))
          .filter(({ at }) => at[0] > 4 && at[0] < width - 4 && at[1] > 4 && at[1] < height - 4)
          .sort((a, b) => Math.hypot(a.at[0] - middle[0], a.at[1] - middle[1]) - Math.hypot(b.at[0] - middle[0], b.at[1] - middle[1]));
        const seen = (x, y) => {
          this.stage.hovered = null;
          k3d.dispatch(k3d.events.MOUSE_MOVE, { x: (x / width) * 2 - 1, y: 1 - (y / height) * 2 });
          return this.stage.hovered?.K3DIdentifier === thing.k3d ? this.stage.hovered : null;
        };
        // Rather well inside what is seen of it than on a rim, where the dot would lie on its neighbour as well.
        const room = (x, y) => AROUND.filter(([dx, dy]) => seen(x + dx, y + dy)).length;
        const well = order.find(({ at }) => at[1] > TOP && seen(...at) && room(...at) === AROUND.length);
        // A ghost lets every ray through, so it is taken for seen.
        const place = well || !thing.pickable ? null : this.search(points.map((point) => eye.project(point)), middle, seen, room);
        const hit = well ?? (place ? null : order.find(({ at }) => seen(...at)));
        const i = (hit ?? order[0])?.i ?? 0, moved = this.stage.motion.moved.get(thing.id);
        // A point by its number only where it moves: a new mesh has other points.
        this.seen.set(thing.id, { i, hidden: !hit && !place && thing.pickable, place: place ?? (moved ? null : points[i]), moved });
      }
      this.stage.hovered = before;
      this.taken = this.lookRound();
      this.draw();
      this.stage.el.dataset.still = "true";
    }, 150);
  }

  // Rays in rows over the box round the points given, as far as it is on view: of the places met, the one with most
  // of it on every side, and of those the nearest to the middle. Where in space it is, or null.
  search(points, middle, seen, room) {
    const { width, height } = this.stage.canvas.getBoundingClientRect();
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const [left, right, top, bottom] = [Math.max(Math.min(...xs), 4), Math.min(Math.max(...xs), width - 4), Math.max(Math.min(...ys), TOP), Math.min(Math.max(...ys), height - 4)];
    const step = Math.max(CLEAR, Math.sqrt((Math.max(right - left, 0) * Math.max(bottom - top, 0)) / RAYS));
    let best = null;
    for (let y = top; y <= bottom; y += step)
      for (let x = left; x <= right; x += step) {
        const hit = seen(x, y);
        if (!hit) continue;
        const found = { place: hit.position, room: room(x, y), far: Math.hypot(x - middle[0], y - middle[1]) };
        if (!best || found.room > best.room || (found.room === best.room && found.far < best.far)) best = found;
      }
    return best?.place ?? null;
  }

  draw() {
    const { model, canvas, eye, texts, leaders, orient, legend, exploring, pointer } = this.stage;
    const marks = model.get("marks");
    const wanted = marks.map((mark) => ({ ...mark }));
    if (exploring && model.get("labels_on")) {
      for (const id of model.get("labels")) {
        const thing = this.stage.thing(id);
        if (thing?.visible && !marks.some((mark) => mark.id === id)) wanted.push({ id, text: this.stage.named(thing), tone: "" });
      }
    }
    if (pointer && this.stage.thing(pointer)?.visible)
      wanted.push({ id: pointer, text: exploring ? this.stage.thing(pointer).name : "here", tone: "pointer" });
    texts.replaceChildren();
    leaders.replaceChildren();
    const box = canvas.getBoundingClientRect();
    leaders.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
    const spot = (one) => {
      if (!one.point) return this.stage.thing(one.id)?.points.length ? this.anchor(this.stage.thing(one.id)) : null;
      const [x, y] = eye.project(one.point);
      return { x, y };
    };
    const placed = wanted.map((one) => ({ ...one, at: spot(one) }))
      .filter((one) => one.at && one.at.x > 0 && one.at.x < box.width && one.at.y > 0 && one.at.y < box.height);
    const middle = placed.reduce((sum, one) => sum + one.at.x, 0) / (placed.length || 1);
    const extent = placed.map((one) => one.at.x);
    const reach = box.width < 560 || this.stage.beside ? box.width : Math.min(box.width * 0.16, 150);
    const boxes = [];
    for (const side of ["left", "right"]) {
      const column = placed.filter((one) => (one.at.x < middle) === (side === "left")).sort((a, b) => a.at.y - b.at.y);
      let free = TOP;
      const nodes = column.map((one) => {
        const text = one.at.hidden ? `${one.text} (hidden)` : one.text;
        const node = h("div", { class: `mk-label mk-${side} ${one.tone ? `mk-${one.tone}` : ""} ${one.at.hidden ? "mk-behind" : ""}` }, text);
        texts.append(node);
        return node;
      });
      const heights = nodes.map((node) => node.offsetHeight + 6);
      const floor = box.height - 12 - (side === "left" ? orient.getBoundingClientRect().height + 4 : legend.el.offsetHeight);
      column.forEach((one, i) => {
        const rest = heights.slice(i).reduce((a, b) => a + b, 0);
        const top = Math.min(Math.max(one.at.y - heights[i] / 2, free), Math.max(floor - rest, free));
        free = top + heights[i];
        const width = nodes[i].offsetWidth;
        const left = side === "left" ? Math.max(Math.min(...extent) - reach - width, 10) : Math.min(Math.max(...extent) + reach, box.width - 10 - width);
        boxes.push({ one, node: nodes[i], left, right: left + width, top, bottom: top + heights[i] - 6 });
      });
    }
    for (const each of boxes) {
      if (this.taken?.hits(each)) this.dodge(each, boxes, box);
      each.node.style.left = `${each.left}px`;
      each.node.style.top = `${each.top}px`;
      this.lead(each);
    }
  }

  // Everything on view, and what stands in the corners.
  lookRound() {
    const { model, canvas, k3d, orient, legend } = this.stage, box = canvas.getBoundingClientRect();
    const { camera, ObjectsById } = k3d.getWorld(), taken = new Taken(box);
    for (const thing of model.get("things")) if (thing.visible && ObjectsById[thing.k3d]) taken.object(ObjectsById[thing.k3d], camera, box);
    for (const node of [orient, legend.el]) {
      const { left, right, top, bottom } = node.getBoundingClientRect();
      if (right > left) taken.box({ left: left - box.left, right: right - box.left, top: top - box.top, bottom: bottom - box.top });
    }
    return taken.done();
  }

  // Of all places on nothing, the one nearest to what is named; it stays where it is if there is none.
  dodge(each, boxes, { width, height }) {
    const [w, h] = [each.right - each.left, each.bottom - each.top], { x, y } = each.one.at;
    const others = boxes.filter((one) => one !== each);
    let best = null, least = Infinity;
    for (let top = TOP; top + h <= height - 10; top += CELL)
      for (let left = 10; left + w <= width - 10; left += CELL) {
        const far = Math.hypot(Math.max(left - x, 0, x - left - w), Math.max(top - y, 0, y - top - h));
        if (far >= least || far < NEAR) continue;
        const here = { left, right: left + w, top, bottom: top + h };
        if (this.taken.hits(here) || others.some((one) => one.left < here.right + 6 && one.right + 6 > left && one.top < here.bottom + 6 && one.bottom + 6 > top)) continue;
        [best, least] = [here, far];
      }
    Object.assign(each, best);
  }

  lead({ one, left, right, top, bottom }) {
    const { leaders } = this.stage, { x, y, hidden } = one.at;
    const beside = x < left ? left : x > right ? right : null;
    const from = beside === null ? [Math.min(Math.max(x, left + 8), right - 8), y < top ? top : bottom] : [beside, (top + bottom) / 2];
    // What is hidden is behind something else, which a line that reached it would seem to name.
    const way = [x - from[0], y - from[1]], part = hidden ? Math.min(1, STUB / (Math.hypot(...way) || 1)) : 1;
    leaders.append(svg("polyline", { points: `${from} ${from[0] + part * way[0]},${from[1] + part * way[1]}`,
      class: `mk-leader mk-${one.tone || "plain"} ${hidden ? "mk-behind" : ""}` }));
    if (!hidden) leaders.append(svg("circle", { cx: x, cy: y, r: 3, class: `mk-dot mk-${one.tone || "plain"}` }));
  }
}
