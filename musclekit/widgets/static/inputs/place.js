// A pin put on the bone by a click in the 3D view, or moved over it by who cannot click there.
{
  const WORDS = { medial: "Medial", lateral: "Lateral", up: "Up", down: "Down", forward: "Forward", back: "Back" };
  const opened = new Set(); // questions whose list is open: a redraw makes it anew
  let chosen = {}; // the bone chosen to start on, until the pin moves

  inputs.place = ({ h, item, state, answer, pin, pinned, send, open, begin }) => {
    if (state) return h("span");
    if (!open) return h("button", { type: "button", class: "mk-check", onclick: begin }, "Answer in the 3D view");
    const placed = pin.length > 0;
    const asked = `${item.id} ${pinned}`;
    const starts = h("select", { "data-key": "pin-start", "data-follows": "pin", "aria-label": "Bone to start on",
      onchange: () => (chosen = { asked, bone: starts.value }) }, ...item.starts.map((one) => h("option", { value: one.id }, one.text)));
    const under = item.starts.find((one) => pinned.startsWith(`${one.text},`))?.id;
    starts.value = (chosen.asked === asked && chosen.bone) || under || item.starts[0].id;
    const step = h("select", { "data-key": "pin-step", "aria-label": "How far a step moves it" },
      ...[["10", "10 mm"], ["3", "3 mm"], ["1", "1 mm"]].map(([value, text]) => h("option", { value }, text)));
    const nudge = (way) => h("button", { type: "button", class: "mk-nudge", "data-key": `pin-${way}`, disabled: !placed,
      onclick: () => send("nudge", { way, by: Number(step.value) }) }, WORDS[way]);
    const list = h("details", { class: "mk-list", open: opened.has(item.id),
      ontoggle: () => (list.open ? opened.add(item.id) : opened.delete(item.id)) },
    h("summary", { "data-key": "pin-open" }, "Move the pin without clicking"),
    h("div", { class: "mk-nudges" }, starts, h("button", { type: "button", class: "mk-quiet", "data-key": "pin-put", onclick: () => send("pin", { bone: starts.value }) }, "Put the pin on it")),
    h("div", { class: "mk-nudges", role: "group", "aria-label": "Move the pin over the bone" }, ...item.ways.map(nudge), step));
    return h("div", { class: "mk-clicking" },
      h("p", { role: "status", class: "mk-pinned" }, placed ? `Your pin: ${pinned}. Click again to move it.` : "Click the bone in the 3D view. Turn it and come nearer first."),
      h("button", { type: "button", class: "mk-check", "data-key": "check", disabled: !placed, onclick: () => answer(pin) }, "Check my pin"), list);
  };
}
