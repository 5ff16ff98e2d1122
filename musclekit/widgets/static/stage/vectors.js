// Vectors as arrays, and the camera that fits a frame: position, target and up in nine numbers.

const FOV = 25;
const sub = (a, b) => a.map((x, i) => x - b[i]);
const add = (a, b) => a.map((x, i) => x + b[i]);
const mul = (a, s) => a.map((x) => x * s);
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a) => mul(a, 1 / (Math.hypot(...a) || 1));
const turn = (v, axis, angle) =>
  add(add(mul(v, Math.cos(angle)), mul(cross(axis, v), Math.sin(angle))), mul(axis, dot(axis, v) * (1 - Math.cos(angle))));

function fit(frame, aspect) {
  const [width, height, depth] = frame.extent;
  const half = (Math.max(height, width / aspect) / 2) * 1.08;
  const distance = half / Math.tan((FOV * Math.PI) / 360) + depth / 2;
  return [...add(frame.target, mul(frame.direction, distance)), ...frame.target, ...frame.up];
}
