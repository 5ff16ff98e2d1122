// A structure clicked in the 3D view, or chosen from a list by who cannot click there.
inputs.click = ({ h, item, state, answer, choice, open, begin }) => {
  if (state) return h("span");
  if (!open) return h("button", { type: "button", class: "mk-check", onclick: begin }, "Answer in the 3D view");
  const list = h("select", { "data-key": "list", "aria-label": "Structures in the view" },
    h("option", { value: "" }, "Choose…"), ...(item.choices ?? []).map((one) => h("option", { value: one.id }, one.text)));
  const check = h("button", { type: "button", class: "mk-quiet", onclick: () => list.value && answer(list.value) }, "Check this one");
  return h("div", { class: "mk-clicking" },
    h("p", {}, choice ? "Chosen in the 3D view. Click again to change it." : "Click a structure in the 3D view (or press N and Enter there)."),
    h("button", { type: "button", class: "mk-check", "data-key": "check", disabled: !choice, onclick: () => answer(choice) }, "Check my choice"),
    item.choices ? h("details", { class: "mk-list" }, h("summary", { "data-key": "list-open" }, "Choose from a list instead"), list, check) : null);
};
