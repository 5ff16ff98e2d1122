// Structures out of their place: bones by a matrix, soft tissue by its vertices as well. What K3D was
// sent stays as it is; only what is drawn of it moves, and goes back when the next scene comes.

class Motion {
  constructor(stage) { this.stage = stage; this.moved = new Map(); }

  get moving() { return this.moved.size > 0; }

  // `matrix` is row by row as Python writes it; `points`, where there are any, three numbers a vertex.
  place(id, { matrix = null, points = null, colour = null }) {
    const before = this.moved.get(id);
    this.stage.labels.taken = null;
    this.moved.set(id, { matrix, points: points ?? before?.points ?? null, colour: colour ?? before?.colour ?? null, at: null });
  }

  object(id) {
    const thing = this.stage.thing(id);
    return thing && this.stage.k3d?.getWorld().ObjectsById[thing.k3d];
  }

  // Puts everything where it belongs; structures that K3D has not made yet follow when it has.
  apply() {
    for (const [id, one] of this.moved) {
      const object = this.object(id);
      if (!object?.geometry) continue;
      one.object = object;
      if (one.matrix) lay(object, one.matrix);
      const position = object.geometry.attributes.position;
      if (one.points && position.array.length === one.points.length) {
        position.array.set(one.points);
        position.needsUpdate = true;
        object.geometry.computeVertexNormals();
        object.frustumCulled = false;
      }
      if (one.colour !== null && id !== this.stage.model.get("selected")) object.material.color.set(one.colour);
    }
  }

  // Draws it; the promise is kept when it is on the screen.
  draw() { this.apply(); return this.stage.k3d.getWorld().render(); }

  // K3D makes an object anew when its colours change: it starts from where it was at rest.
  keep() {
    const lost = [...this.moved].some(([id, one]) => { const object = this.object(id); return object && object !== one.object; });
    if (lost) this.draw();
  }

  // Once it stands still, clicks and leader lines must find it where it is.
  settle() {
    for (const one of this.moved.values()) {
      if (!one.points || !one.object) continue;
      one.object.geometry.boundsTree?.refit();
      one.object.geometry.computeBoundingSphere();
      one.object.geometry.computeBoundingBox();
    }
    this.stage.cameraRests();
  }

  rest() {
    const world = this.stage.k3d?.getWorld();
    for (const [id, one] of this.moved) {
      const object = this.object(id), sent = object && world.ObjectsListJson[this.stage.thing(id).k3d];
      if (!sent || object !== one.object) continue;
      lay(object, UNMOVED);
      object.matrixAutoUpdate = true;
      object.material.color.set(sent.color);
      if (!one.points) continue;
      object.geometry.attributes.position.array.set(sent.vertices.data);
      object.geometry.attributes.position.needsUpdate = true;
      object.geometry.computeVertexNormals();
      object.geometry.boundsTree?.refit();
      object.geometry.computeBoundingSphere();
    }
    this.moved.clear();
  }

  // The points offered to a leader line, where they are now.
  spots(thing) {
    const one = this.moved.get(thing.id);
    if (!one?.object) return thing.points;
    if (!one.at) {
      const here = one.points ? this.nearest(thing).map((i) => [one.points[3 * i], one.points[3 * i + 1], one.points[3 * i + 2]]) : thing.points;
      one.at = one.matrix ? here.map((point) => carry(one.matrix, point)) : here;
    }
    return one.at;
  }

  // Vertices nearest to those points at rest.
  nearest(thing) {
    const vertices = this.stage.k3d.getWorld().ObjectsListJson[thing.k3d].vertices.data;
    const known = (this.vertices ??= new Map()).get(thing.id);
    if (known?.of === thing.points && known.vertices === vertices) return known.found;
    const found = thing.points.map(([x, y, z]) => {
      let best = 0, least = Infinity;
      for (let i = 0; i < vertices.length; i += 3) {
        const away = (vertices[i] - x) ** 2 + (vertices[i + 1] - y) ** 2 + (vertices[i + 2] - z) ** 2;
        if (away < least) { least = away; best = i / 3; }
      }
      return best;
    });
    this.vertices.set(thing.id, { of: thing.points, vertices, found });
    return found;
  }
}

const UNMOVED = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const carry = (m, [x, y, z]) => [0, 4, 8].map((r) => m[r] * x + m[r + 1] * y + m[r + 2] * z + m[r + 3]);

function lay(object, rows) {
  object.matrixAutoUpdate = false;
  const m = object.matrix.elements;
  for (let r = 0; r < 4; r++) for (let c = 0; c < 4; c++) m[4 * c + r] = rows[4 * r + c];
  object.updateMatrixWorld(true);
}
