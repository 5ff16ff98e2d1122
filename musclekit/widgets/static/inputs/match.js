// Each thing on the left gets one from a list: a select a row, which a phone and a keyboard know.
inputs.match = ({ h, item, state, tried, answer }) => {
  if (state) {
    const told = Object.fromEntries(state.options.map((one) => [one.id, one]));
    const name = Object.fromEntries(item.rights.map((one) => [one.id, one.text]));
    return h("ul", { class: "mk-reasons" }, ...item.lefts.map((left) => {
      const { correct, text } = told[left.id], mine = name[state.answer[left.id]];
      return h("li", { class: correct ? "mk-ok" : "mk-no mk-mine" }, h("b", {}, correct ? "✓ " : "✗ ", left.text, ": ", mine),
        correct ? null : h("em", {}, " (your answer)"), correct ? null : h("span", { class: "mk-why" }, `Right: ${text}`));
    }));
  }
  const check = h("button", { type: "submit", class: "mk-check", "data-key": "check" }, "Check");
  const selects = item.lefts.map((left) => {
    const select = h("select", { "data-key": `match-${left.id}`, "aria-label": left.text, onchange: () => settle() },
      h("option", { value: "" }, "Choose…"), ...item.rights.map((right) => h("option", { value: right.id }, right.text)));
    select.value = tried?.[left.id] ?? "";
    return select;
  });
  const settle = () => (check.disabled = selects.some((select) => !select.value));
  settle();
  return h("form", { class: "mk-match", onsubmit: (event) => {
    event.preventDefault();
    answer(Object.fromEntries(item.lefts.map((left, i) => [left.id, selects[i].value])));
  } }, ...item.lefts.map((left, i) => h("label", { class: "mk-pair" }, h("span", {}, left.text), selects[i])),
  h("p", { class: "mk-hint" }, item.hint), check);
};
