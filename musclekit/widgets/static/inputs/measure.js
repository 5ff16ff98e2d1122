// Calipers on one or two pictures, the numbers read off, and a class chosen.
inputs.measure = (asked) => {
  const { h, item, state, answer } = asked, boards = picturesOf(asked, { help: item.pictures > 1 ? null : undefined });
  const pictures = h("div", { class: "mk-pictures" }, ...boards.map((board) => board.el));
  if (state) return h("div", { class: "mk-pictured" }, pictures, inputs.choose({ ...asked, state: { ...state, answer: state.answer.code } }));
  const name = `mk-${item.id}-${Math.random().toString(36).slice(2, 7)}`;
  const check = h("button", { type: "submit", class: "mk-check", disabled: true }, "Check");
  const fields = item.asked.map((one) => h("input", { type: "number", step: "any", min: "0", inputmode: "decimal", name: one.id, "data-key": `measured-${one.id}`, "aria-label": `${one.text}, ${one.unit}`, oninput: () => ready() }));
  const ready = () => (check.disabled = !form.querySelector("input[type=radio]:checked") || fields.some((field) => field.value === ""));
  const form = h("form", { class: "mk-options", onsubmit: (event) => {
    event.preventDefault();
    const measured = Object.fromEntries(fields.map((field) => [field.name, Number(field.value)]));
    answer({ measured, code: form.querySelector("input[type=radio]:checked").value });
  } }, h("p", { class: "mk-hint" }, item.hint),
  ...item.asked.map((one, i) => h("label", { class: "mk-measured-one" }, h("span", {}, one.text), fields[i], h("span", { class: "mk-unit" }, one.unit))),
  ...item.options.map((option) => h("label", {}, h("input", { type: "radio", name, value: option.id, "data-key": `option-${option.id}`, onchange: () => ready() }), h("span", {}, option.text))), check);
  return h("div", { class: "mk-pictured" }, pictures, form);
};
