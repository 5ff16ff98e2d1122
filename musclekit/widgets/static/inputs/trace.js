// A way traced: structures clicked one after another in the 3D view, or added from a list.
{
  const traced = new Map(); // question to the ids taken so far, and the click that was heard last

  inputs.trace = ({ h, item, state, answer, choice, open, begin }) => {
    const text = Object.fromEntries(item.choices.map((one) => [one.id, one.text]));
    if (state) {
      const mine = Array.isArray(state.answer) ? state.answer : [];
      traced.delete(item.id);
      return h("div", {}, mine.length ? h("p", {}, `Your way: ${mine.map((id) => text[id]).join(" → ")}.`) : null,
        h("ol", { class: "mk-reasons" }, ...state.options.map((told) => h("li", { class: told.correct || !mine.length ? "mk-ok" : "mk-no mk-mine" }, h("b", {}, told.text), ` (${told.why})`))));
    }
    if (!open) return h("button", { type: "button", class: "mk-check", onclick: begin }, "Answer in the 3D view");
    const now = traced.get(item.id) ?? { ids: [], heard: "" };
    traced.set(item.id, now);
    const list = h("ol", { class: "mk-rows", "aria-label": "The way so far" });
    const said = h("p", { class: "mk-hint", role: "status" }, item.hint);
    const rest = h("select", { "data-key": "trace-list", "aria-label": "Structures to add" });
    const check = h("button", { type: "button", class: "mk-check", "data-key": "check", onclick: () => answer([...now.ids]) }, "Check my way");
    const undo = h("button", { type: "button", class: "mk-quiet", "data-key": "trace-undo", onclick: () => { const gone = now.ids.pop(); refresh(`${text[gone]} taken back.`); } }, "Take back the last");
    const take = (id) => {
      if (!text[id]) return refresh("That is not among the structures to choose from.");
      if (now.ids.includes(id)) return refresh(`${text[id]} is on your way already.`);
      now.ids.push(id);
      refresh(`${text[id]}: place ${now.ids.length}.`);
    };
    function refresh(words = "") {
      list.replaceChildren(...now.ids.map((id) => h("li", { class: "mk-row" }, h("span", { class: "mk-thing" }, text[id]))));
      rest.replaceChildren(h("option", { value: "" }, "Choose…"), ...item.choices.filter((one) => !now.ids.includes(one.id)).map((one) => h("option", { value: one.id }, one.text)));
      check.disabled = undo.disabled = !now.ids.length;
      if (words) said.textContent = words;
    }
    refresh();
    if (choice && choice !== now.heard) { now.heard = choice; take(choice); }
    return h("div", { class: "mk-clicking" }, said, list,
      h("div", { class: "mk-nudges" }, rest, h("button", { type: "button", class: "mk-quiet", "data-key": "trace-add", onclick: () => rest.value && take(rest.value) }, "Add it"), undo), check);
  };
}
