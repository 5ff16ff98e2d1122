// Where in the picture something is drawn, in cells: a name must not lie on what it names.

const CELL = 10; // pixels
const ENOUGH = 4000; // of an object's vertices looked at

class Taken {
  constructor({ width, height }) {
    this.columns = Math.ceil(width / CELL) + 1;
    this.rows = Math.ceil(height / CELL) + 1;
    this.cells = new Uint8Array(this.columns * this.rows);
  }

  // Every cell some vertex falls into, with its neighbours: vertices lie a few pixels apart.
  object(object, camera, { width, height }) {
    const array = object.geometry?.attributes.position?.array;
    if (!array) return;
    const m = camera.projectionMatrix.clone().multiply(camera.matrixWorldInverse).multiply(object.matrixWorld).elements;
    const step = 3 * Math.max(1, Math.floor(array.length / 3 / ENOUGH));
    for (let i = 0; i < array.length; i += step) {
      const [x, y, z] = [array[i], array[i + 1], array[i + 2]], w = m[3] * x + m[7] * y + m[11] * z + m[15];
      if (w <= 0) continue;
      const across = ((m[0] * x + m[4] * y + m[8] * z + m[12]) / w / 2 + 0.5) * width, down = (0.5 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w / 2) * height;
      this.box({ left: across - CELL / 2, right: across + CELL / 2, top: down - CELL / 2, bottom: down + CELL / 2 });
    }
  }

  box({ left, right, top, bottom }) {
    const [c0, c1] = [Math.max(0, Math.floor(left / CELL)), Math.min(this.columns - 1, Math.floor(right / CELL))];
    for (let r = Math.max(0, Math.floor(top / CELL)); r <= Math.min(this.rows - 1, Math.floor(bottom / CELL)); r++)
      for (let c = c0; c <= c1; c++) this.cells[r * this.columns + c] = 1;
  }

  // Sums of all cells above and left of each, so that any box is asked in four looks.
  done() {
    const wide = this.columns + 1;
    this.sums = new Uint32Array(wide * (this.rows + 1));
    for (let r = 0; r < this.rows; r++)
      for (let c = 0, row = 0; c < this.columns; c++) {
        row += this.cells[r * this.columns + c];
        this.sums[(r + 1) * wide + c + 1] = this.sums[r * wide + c + 1] + row;
      }
    return this;
  }

  hits({ left, right, top, bottom }) {
    const at = (value, most) => Math.min(Math.max(Math.floor(value / CELL), 0), most - 1), wide = this.columns + 1;
    const [c0, c1, r0, r1] = [at(left, this.columns), at(right, this.columns) + 1, at(top, this.rows), at(bottom, this.rows) + 1];
    return this.sums[r1 * wide + c1] - this.sums[r0 * wide + c1] - this.sums[r1 * wide + c0] + this.sums[r0 * wide + c0] > 0;
  }
}
