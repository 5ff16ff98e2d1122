// A name typed for what is highlighted in the 3D view.
inputs.type = ({ h, item, state, tried, answer, open, begin }) => {
  if (state) return h("p", { class: "mk-typed" }, state.verdict === "shown" ? "" : `You wrote: ${state.answer}`);
  if (!open) return h("button", { type: "button", class: "mk-check", onclick: begin }, "Show it in the 3D view");
  const field = h("input", { type: "text", "data-key": "typed", "aria-label": "Name of the highlighted structure", placeholder: "English or Latin name",
    autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "120" });
  field.value = tried ?? "";
  return h("form", { class: "mk-typing", onsubmit: (event) => { event.preventDefault(); if (field.value.trim()) answer(field.value); } },
    field, h("button", { type: "submit", class: "mk-check" }, "Check"));
};
