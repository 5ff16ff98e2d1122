// Things put in order: dragged by mouse or finger, or moved by buttons and arrow keys.
{
  const arranged = new Map(); // question and the order it was shown in to the order it has now: a redraw makes the list anew

  inputs.order = ({ h, item, state, answer }) => {
    const text = Object.fromEntries(item.things.map((one) => [one.id, one.text]));
    const given = item.things.map((one) => one.id), key = `${item.id} ${given}`;
    const ends = (list) => h("div", { class: "mk-order" }, h("p", { class: "mk-end" }, `▲ ${item.first}`), list, h("p", { class: "mk-end" }, `▼ ${item.last}`));
    if (state) {
      arranged.delete(key);
      const mine = state.verdict === "shown" ? null : state.answer;
      return ends(h("ol", { class: "mk-reasons" }, ...state.options.map((told, i) => h("li", { class: told.correct ? "mk-ok" : "mk-no mk-mine" },
        h("b", {}, `${i + 1}. ${told.text}`), told.why ? ` (${told.why})` : null,
        mine && h("span", { class: "mk-why" }, told.correct ? "✓ You put it here." : `✗ You put it in place ${mine.indexOf(told.id) + 1}.`)))));
    }
    const rows = () => [...list.children];
    const order = () => rows().map((row) => row.dataset.id);
    const check = h("button", { type: "button", class: "mk-check", "data-key": "check", onclick: () => answer(order()) }, "Check my order");
    const said = h("p", { class: "mk-hint", role: "status" }, item.hint);

    function refresh() {
      const all = rows(), now = order();
      all.forEach((row, i) => {
        const [up, down] = row.querySelectorAll(".mk-move");
        up.setAttribute("aria-disabled", i === 0);
        down.setAttribute("aria-disabled", i === all.length - 1);
      });
      // The order it came in is never the right one: something is to be moved first.
      check.disabled = now.every((id, i) => id === given[i]);
    }
    function settle(moved) {
      refresh();
      const now = order();
      arranged.set(key, now);
      said.textContent = `${text[moved]}: now in place ${now.indexOf(moved) + 1} of ${now.length}.`;
    }
    function move(row, by) {
      const all = rows(), to = all.indexOf(row) + by;
      if (to < 0 || to >= all.length) return;
      const held = document.activeElement;
      all[to][by < 0 ? "before" : "after"](row);
      settle(row.dataset.id);
      if (row.contains(held)) held.focus({ preventScroll: true }); // a node put elsewhere has lost it
    }
    const button = (row, id, by, sign, way) => h("button", { type: "button", class: "mk-move", "data-key": `${way}-${id}`, "aria-label": `Move ${text[id]} ${way}`, onclick: () => move(row, by) }, sign);
    function makeRow(id) {
      const row = h("li", { class: "mk-row", "data-id": id, onkeydown: (event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!by) return;
        event.preventDefault();
        move(row, by);
      } }, h("span", { class: "mk-grip", "aria-hidden": "true" }, "⠿"), h("span", { class: "mk-thing" }, text[id]));
      row.append(button(row, id, -1, "↑", "up"), button(row, id, 1, "↓", "down"));
      return row;
    }
    const now = arranged.get(key) ?? given;
    const list = h("ol", { class: "mk-rows", "aria-label": `From ${item.first} to ${item.last}` }, ...now.map(makeRow));

    // The list holds the pointer: a row that is put elsewhere would lose it. A finger beside the grip scrolls the page.
    let dragged = null;
    list.addEventListener("pointerdown", (event) => {
      const row = event.target.closest(".mk-row");
      if (!row || event.button || event.target.closest("button") || (event.pointerType !== "mouse" && !event.target.closest(".mk-grip"))) return;
      event.preventDefault();
      dragged = row;
      row.classList.add("mk-dragged");
      list.setPointerCapture(event.pointerId);
    });
    list.addEventListener("pointermove", (event) => {
      if (!dragged) return;
      const middle = (row) => { const box = row.getBoundingClientRect(); return box.top + box.height / 2; };
      const above = dragged.previousElementSibling, below = dragged.nextElementSibling;
      if (above && event.clientY < middle(above)) above.before(dragged);
      else if (below && event.clientY > middle(below)) below.after(dragged);
      else return;
      refresh();
    });
    const drop = () => {
      if (!dragged) return;
      dragged.classList.remove("mk-dragged");
      const id = dragged.dataset.id;
      dragged = null;
      settle(id);
    };
    list.addEventListener("pointerup", drop);
    list.addEventListener("pointercancel", drop);
    refresh();
    return h("div", {}, ends(list), said, check);
  };
}
