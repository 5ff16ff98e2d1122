// The view with its names as a PNG.

async function savePicture({ k3d, canvas, leaders, texts, orient, model }) {
  const shot = await k3d.getScreenshot(2, true);
  const picture = h("canvas");
  picture.width = shot.width; picture.height = shot.height;
  const paint = picture.getContext("2d");
  paint.fillStyle = "#fff"; paint.fillRect(0, 0, picture.width, picture.height);
  paint.drawImage(shot, 0, 0);
  const box = canvas.getBoundingClientRect(), scale = picture.width / box.width;
  paint.scale(scale, scale);
  paint.strokeStyle = paint.fillStyle = "#1b2a33";
  paint.font = "600 14px system-ui, sans-serif"; paint.textBaseline = "middle";
  for (const line of leaders.querySelectorAll("polyline")) {
    const [a, b] = line.getAttribute("points").split(" ").map((pair) => pair.split(",").map(Number));
    paint.beginPath(); paint.moveTo(...a); paint.lineTo(...b); paint.stroke();
  }
  for (const node of texts.children) {
    const at = node.getBoundingClientRect();
    paint.fillText(node.textContent, at.left - box.left + 6, at.top - box.top + at.height / 2);
  }
  paintOrientation(paint, orient, box);
  const link = h("a", { download: `${(model.get("heading") || "musclekit").replace(/[^\w-]+/g, "-").toLowerCase()}.png`, href: picture.toDataURL("image/png") });
  link.click();
}

// The marker of sides as it stands in the corner.
function paintOrientation(paint, orient, box) {
  const at = orient.getBoundingClientRect(), number = (node, name) => Number(node.getAttribute(name) ?? 0);
  paint.save();
  paint.translate(at.left - box.left + at.width / 2, at.top - box.top + at.height / 2);
  paint.scale(at.width / 100, at.height / 100);
  paint.font = "700 13px system-ui, sans-serif"; paint.textAlign = "center"; paint.lineWidth = 2;
  for (const node of orient.children) {
    if (node.tagName === "line") { paint.beginPath(); paint.moveTo(number(node, "x1"), number(node, "y1")); paint.lineTo(number(node, "x2"), number(node, "y2")); paint.stroke(); }
    if (node.tagName === "circle") { paint.beginPath(); paint.arc(number(node, "cx"), number(node, "cy"), number(node, "r"), 0, 2 * Math.PI); paint.fillStyle = "#fff"; paint.fill(); paint.stroke(); }
    if (node.tagName === "text") { paint.fillStyle = "#1b2a33"; paint.fillText(node.textContent, number(node, "x"), number(node, "y")); }
  }
  paint.restore();
}
