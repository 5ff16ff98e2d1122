// Beside the picture: the tree of structures, the card of the selected one, the scene in words.

class Explorer {
  constructor(stage) {
    this.stage = stage;
    this.model = stage.model;
    this.unfolded = new Set();
    this.search = h("input", { type: "search", placeholder: "Find a structure…", "aria-label": "Find a structure",
      oninput: () => this.drawTree() });
    this.tree = h("ul", { class: "mk-tree", "aria-label": "Structures" });
    this.drawer = h("nav", { class: "mk-drawer", hidden: true, "aria-label": "Structures",
      onkeydown: (event) => { if (event.key === "Escape") { this.toggle(); stage.structuresButton.focus(); } } }, this.search, this.tree);
    this.card = h("aside", { class: "mk-card", hidden: true, "aria-label": "Selected structure" });
    this.words = h("div", { class: "mk-words", id: `${stage.id}-words`, hidden: true });
    this.wordsForReaders = h("div", { class: "mk-sr", id: `${stage.id}-sr` });
  }

  draw() { this.drawTree(); this.drawCard(); this.drawWords(); }

  drawTree() {
    const wanted = this.search.value.trim().toLowerCase();
    const key = (node) => node.id ?? node.label;
    const things = (node) => [this.stage.thing(node.id), ...(node.children ?? []).flatMap(things)].filter(Boolean);
    const eyeOf = (name, ids, shown) => {
      const eye = h("input", { type: "checkbox", "data-key": `eye-${name.id}`, "aria-label": `Show ${name.text}`,
        onchange: (event) => this.stage.send(event.target.checked ? "show" : "hide", { id: ids.length > 1 ? ids : ids[0] }) });
      eye.checked = shown === ids.length;
      eye.indeterminate = 0 < shown && shown < ids.length;
      return eye;
    };
    const row = (thing) =>
      h("div", { class: "mk-leaf", "data-id": thing.id }, eyeOf({ id: thing.id, text: thing.name }, [thing.id], Number(thing.visible)),
        h("i", { class: "mk-swatch", style: `background:${thing.colour}` }),
        h("button", { type: "button", class: "mk-name", "data-key": `name-${thing.id}`, onclick: () => this.stage.send("select", { id: thing.id }),
          "aria-pressed": String(thing.id === this.model.get("selected")) }, thing.name, h("small", {}, thing.latin)),
        h("button", { type: "button", class: "mk-only", "data-key": `only-${thing.id}`, title: `Show only ${thing.name}`,
          onclick: () => this.stage.send("isolate", { id: thing.id }) }, "only"));
    const fold = (node, open, ...said) => h("button", { type: "button", class: "mk-fold", "data-key": `fold-${key(node)}`,
      "aria-expanded": String(open), disabled: Boolean(wanted), "aria-label": said.length ? null : `Parts of ${node.label}`,
      onclick: () => { this.unfolded[open ? "delete" : "add"](key(node)); this.drawTree(); } }, h("span", { "aria-hidden": "true" }, open ? "▾ " : "▸ "), ...said);
    const heading = (node, open) => {
      const inside = things(node), shown = inside.filter((thing) => thing.visible).length;
      return h("div", { class: "mk-group" }, eyeOf({ id: key(node), text: `all of ${node.label}` }, inside.map((thing) => thing.id), shown),
        fold(node, open, node.label, h("small", {}, `${shown} of ${inside.length} shown`)));
    };
    const matches = (thing) => !wanted || [thing.name, thing.latin, thing.id, ...thing.synonyms].some((text) => text.toLowerCase().includes(wanted));
    const branch = (node) => {
      const children = node.children ?? [], thing = node.id && this.stage.thing(node.id);
      const open = Boolean(wanted) || this.unfolded.has(key(node));
      const inside = open ? children.map(branch).filter(Boolean) : [];
      if (wanted && !inside.length && !(thing && matches(thing))) return null;
      const head = !thing ? heading(node, open) : children.length ? h("div", { class: "mk-parent" }, row(thing), fold(node, open)) : row(thing);
      return h("li", {}, head, inside.length ? h("ul", {}, ...inside) : null);
    };
    const rows = this.model.get("tree").map(branch).filter(Boolean);
    keepFocus(this.tree, () =>
      this.tree.replaceChildren(...(rows.length ? rows : [h("li", { class: "mk-none" }, `Nothing called “${this.search.value}”.`)])));
  }

  drawCard() {
    const card = this.model.get("card");
    const show = card && Object.keys(card).length > 0 && this.stage.exploring;
    if (!show && this.card.contains(document.activeElement)) this.stage.canvas.focus({ preventScroll: true });
    this.card.hidden = !show;
    if (!show) return this.drawTree();
    const line = (fact, i) => h("div", { class: "mk-fact" },
      h("dt", { class: fact.label === card.facts[i - 1]?.label ? "mk-sr" : null }, fact.label),
      h("dd", {}, fact.text, " ",
        fact.status !== "consensus" ? h("span", { class: `mk-status mk-status-${fact.status}` }, fact.status) : null,
        fact.confirmed ? null : h("span", { class: "mk-status mk-unconfirmed", title: "From general knowledge, not yet checked against a source that was read" }, "unconfirmed"),
        h("span", { class: "mk-sources" }, ...fact.sources.map((source) =>
          h("abbr", { title: source.citation, tabindex: "0" }, source.short)))));
    this.card.replaceChildren(
      h("button", { type: "button", class: "mk-close", "aria-label": "Close", onclick: () => this.stage.send("select", { id: "" }) }, "×"),
      h("h3", {}, h("i", { class: "mk-swatch", style: `background:${card.colour}` }), card.name),
      h("p", { class: "mk-latin", lang: "la" }, card.latin),
      h("dl", {}, ...card.facts.map(line)),
      h("div", { class: "mk-acts" },
        this.stage.motion.moving ? null : h("button", { type: "button", onclick: () => this.stage.send("zoom", { id: card.id }) }, "Zoom to"),
        h("button", { type: "button", onclick: () => this.stage.send("isolate", { id: card.id }) }, "Isolate"),
        h("button", { type: "button", onclick: () => this.stage.send("hide", { id: card.id }) }, "Hide")));
    this.stage.announce(`${card.name}, ${card.latin}. ${card.facts.map((fact) => `${fact.label}: ${fact.text}`).join(". ")}`);
    this.drawTree();
  }

  drawWords() {
    const text = this.model.get("description");
    this.words.replaceChildren(h("b", {}, "In words"), ...text.split("\n").map((line) => h("p", {}, line)));
    this.wordsForReaders.textContent = text;
    this.stage.canvas.setAttribute("aria-label", `3D view${this.model.get("heading") ? `: ${this.model.get("heading")}` : ""}. Press ? for keys.`);
  }

  toggle() {
    if (!this.stage.exploring) return;
    this.drawer.hidden = !this.drawer.hidden;
    this.stage.structuresButton.setAttribute("aria-expanded", String(!this.drawer.hidden));
    if (!this.drawer.hidden) this.search.focus();
  }

  toggleWords() {
    this.words.hidden = !this.words.hidden;
    this.stage.wordsButton.setAttribute("aria-expanded", String(!this.words.hidden));
  }

  close() {
    this.words.hidden = this.drawer.hidden = true;
    this.stage.structuresButton.setAttribute("aria-expanded", "false");
    this.stage.wordsButton.setAttribute("aria-expanded", "false");
  }
}
