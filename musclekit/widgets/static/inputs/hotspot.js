// A place on a picture without names, by a click or with the cross; afterwards the right place is outlined.
{
  const placed = new Map(); // by item: the place last clicked

  inputs.hotspot = (asked) => {
    const { h, item, state, answer } = asked;
    const check = h("button", { type: "button", class: "mk-check", "data-key": "check", disabled: !placed.has(item.id), onclick: () => answer(placed.get(item.id)) }, "Check this place");
    const [board] = picturesOf(asked, { calipers: false, help: item.hint, pointed: (row, column) => {
      if (board.answered) return;
      placed.set(item.id, [row, column]);
      board.mark([{ row, column, text: "Your place" }]);
      board.tell(`Your place: ${board.placeInWords()}. Check it, or click again.`);
      board.check.disabled = false;
    } });
    Object.assign(board, { check, answered: Boolean(state) });
    if (state) {
      placed.delete(item.id);
      board.tell("");
      const [row, column] = state.answer;
      board.mark([{ row, column, text: state.verdict === "shown" ? "" : "You", tone: state.verdict === "wrong" ? "wrong" : "right" }]);
    }
    return h("div", { class: "mk-pictured" }, board.el, state ? null : check);
  };
}
