// Nodes in one call.

const h = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (value !== false && value != null) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
};
const svg = (tag, props = {}) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
  return node;
};

// Redrawn rows and buttons are new nodes: whoever had the focus by key gets it again.
function keepFocus(inside, draw) {
  const key = inside.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  draw();
  if (key) inside.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
