// An activity's postures as they were sent once, and any posture in between.

class Frames {
  constructor(head, buffers) {
    const copy = (view) => view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
    Object.assign(this, head);
    this.matrices = new Float32Array(copy(buffers[0]));
    this.soft = head.soft.map((one, i) => {
      const steps = new Uint16Array(copy(buffers[i + 1]));
      return { ...one, steps, points: new Float32Array(steps.length / this.count) };
    });
  }

  // Rows lie so close that straight on between two of them is exact enough.
  matrix(body, percent) {
    const number = this.bodies.indexOf(body);
    if (number < 0) return null;
    const at = (percent / 100) * (this.rows - 1), row = Math.min(Math.floor(at), this.rows - 2), t = at - row;
    const first = 16 * (row * this.bodies.length + number), next = first + 16 * this.bodies.length;
    return Array.from({ length: 16 }, (_, i) => this.matrices[first + i] * (1 - t) + this.matrices[next + i] * t);
  }

  // A cubic through four keyframes; the array is filled anew at each call.
  points(one, percent) {
    const at = (percent / 100) * (this.looped ? this.count : this.count - 1);
    const here = Math.min(Math.floor(at), this.count - 1), t = at - here, { points, steps } = one;
    const frame = (n) => points.length * (this.looped ? (n + this.count) % this.count : Math.min(Math.max(n, 0), this.count - 1));
    const [a, b, c, d] = [frame(here - 1), frame(here), frame(here + 1), frame(here + 2)];
    const w = [(t * (t * (2 - t) - 1)) / 2, (t * t * (3 * t - 5) + 2) / 2, (t * ((4 - 3 * t) * t + 1)) / 2, ((t - 1) * t * t) / 2];
    const size = one.span.map((span) => span / 65535);
    for (let i = 0; i < points.length; i++) {
      const axis = i % 3;
      points[i] = one.low[axis] + size[axis] * (w[0] * steps[a + i] + w[1] * steps[b + i] + w[2] * steps[c + i] + w[3] * steps[d + i]);
    }
    return points;
  }
}

function unpacked(one, buffer) {
  const steps = new Uint16Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength));
  return Float32Array.from(steps, (step, i) => one.low[i % 3] + (one.span[i % 3] / 65535) * step);
}
