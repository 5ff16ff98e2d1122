// One option of several: radio buttons until answered, then every option with its reason.
inputs.choose = ({ h, item, state, answer }) => {
  const name = `mk-${item.id}-${Math.random().toString(36).slice(2, 7)}`;
  if (state) {
    return h("ul", { class: "mk-reasons" }, ...item.options.map((option) => {
      const told = state.options.find((one) => one.id === option.id) ?? {};
      const mine = state.answer === option.id && state.verdict !== "shown";
      return h("li", { class: `${told.correct ? "mk-ok" : "mk-no"} ${mine ? "mk-mine" : ""}` },
        h("b", {}, told.correct ? "✓ " : "✗ ", option.text), mine ? h("em", {}, " (your answer)") : null,
        h("span", { class: "mk-why" }, told.why ?? ""));
    }));
  }
  const check = h("button", { type: "submit", class: "mk-check", disabled: true }, "Check");
  const form = h("form", { class: "mk-options", onsubmit: (event) => {
    event.preventDefault();
    const chosen = form.querySelector("input:checked");
    if (chosen) answer(chosen.value);
  } }, ...item.options.map((option) => h("label", {},
    h("input", { type: "radio", name, value: option.id, "data-key": `option-${option.id}`, onchange: () => (check.disabled = false) }), h("span", {}, option.text))), check);
  return form;
};
