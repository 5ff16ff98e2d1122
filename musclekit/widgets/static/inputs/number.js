// A number typed with its unit or without.
inputs.number = ({ h, item, state, tried, answer }) => {
  if (state) return h("p", { class: "mk-typed" }, state.verdict === "shown" ? "" : `You wrote: ${state.answer}`);
  // The keyboard of a phone that shows digits alone has no minus and no unit.
  const field = h("input", { type: "text", "data-key": "number", "aria-label": `Number${item.unit ? ` in ${item.unit}` : ""}`, placeholder: "Number",
    autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "60", "aria-describedby": `mk-near-${item.id}` });
  field.value = tried ?? "";
  return h("form", { class: "mk-typing mk-number", onsubmit: (event) => { event.preventDefault(); if (field.value.trim()) answer(field.value); } },
    field, item.unit ? h("span", { class: "mk-unit" }, item.unit) : null, h("button", { type: "submit", class: "mk-check" }, "Check"),
    h("p", { class: "mk-hint", id: `mk-near-${item.id}` }, item.hint));
};
