// The marker that tells which side of the body faces the reader.

function drawOrientation(orient, now, axes) {
  const back = unit(sub(now.slice(0, 3), now.slice(3, 6)));
  const right = unit(cross(now.slice(6, 9), back)), up = cross(back, right);
  const words = { R: "right", L: "left", A: "anterior", P: "posterior", S: "superior", I: "inferior" };
  const ways = [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]];
  const arms = axes.map((letter, i) => [letter, ways[i]])
    .map(([letter, way]) => ({ letter, x: 34 * dot(way, right), y: -34 * dot(way, up), z: dot(way, back) }))
    .sort((a, b) => a.z - b.z);
  orient.replaceChildren();
  for (const arm of arms) {
    if (Math.hypot(arm.x, arm.y) < 10) continue;
    const faint = arm.z < -0.3 ? 0.35 : 1;
    orient.append(svg("line", { x1: 0, y1: 0, x2: arm.x, y2: arm.y, opacity: faint }));
    const text = svg("text", { x: arm.x * 1.22, y: arm.y * 1.22, opacity: faint });
    text.textContent = arm.letter;
    orient.append(text);
  }
  const nearest = arms[arms.length - 1];
  if (Math.hypot(nearest.x, nearest.y) < 10) {
    const text = svg("text", { x: 0, y: 0 });
    text.textContent = nearest.letter;
    orient.append(svg("circle", { r: 10 }), text);
  }
  orient.setAttribute("aria-label", `Orientation: ${words[nearest.letter] ?? nearest.letter} side faces you`);
}
