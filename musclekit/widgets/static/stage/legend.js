// What the colours and patterns of painted footprints mean, in a corner of the view.

class Legend {
  constructor(stage) {
    this.stage = stage;
    this.el = h("ul", { class: "mk-legend", "aria-label": "Legend" });
  }

  draw() {
    const rows = this.stage.model.get("legend") ?? [];
    this.el.hidden = !rows.length;
    this.el.replaceChildren(...rows.map((row) => h("li", {}, h("i", { class: `mk-pattern mk-pattern-${row.role}` }), row.text)));
  }
}
