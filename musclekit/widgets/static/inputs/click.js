// A structure clicked in the 3D view: the click chooses, the button answers.
inputs.click = ({ h, item, state, answer, choice, open, begin }) => {
  if (state) return h("span");
  if (!open) return h("button", { type: "button", class: "mk-check", onclick: begin }, "Answer in the 3D view");
  return h("div", { class: "mk-clicking" },
    h("p", {}, choice ? "Chosen in the 3D view. Click again to change it." : "Click a structure in the 3D view (or press N and Enter there)."),
    h("button", { type: "button", class: "mk-check", disabled: !choice, onclick: () => answer(choice) }, "Check my choice"));
};
