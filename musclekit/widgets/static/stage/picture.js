// The view with its names as a PNG.

async function savePicture({ k3d, canvas, leaders, texts, model }) {
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
  const link = h("a", { download: `${(model.get("heading") || "musclekit").replace(/[^\w-]+/g, "-").toLowerCase()}.png`, href: picture.toDataURL("image/png") });
  link.click();
}
