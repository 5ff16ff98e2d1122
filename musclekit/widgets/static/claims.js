// Claims to be judged before the evidence on them is told. Votes stay in this browser; a verdict comes for a vote.

const STEP = 10;
const said = (text) => text[0].toUpperCase() + text.slice(1);

export default {
  render({ model, el }) {
    const { atlas, claims, topics, statuses, unconfirmed, no_source } = model.get("asked");
    const place = `musclekit-votes-${atlas}`, words = Object.fromEntries(statuses.map((one) => [one.id, one.word]));
    const presenting = () => document.body.classList.contains("mk-presenting");
    let votes = {}, verdicts = {}, open = null, many = STEP;

    // Presenting starts without votes and keeps none.
    function recall() {
      try { votes = presenting() ? {} : JSON.parse(localStorage.getItem(place) ?? "{}"); } catch { votes = {}; }
      const ids = Object.keys(votes);
      if (ids.length) model.send({ do: "judge", ids });
    }
    function keep() {
      if (presenting()) return;
      try { localStorage.setItem(place, JSON.stringify(votes)); } catch { /* This browser keeps nothing: they last as long as the page. */ }
    }
    const settled = (id) => id in votes && verdicts[id];
    // Agreed and supported both say that a claim holds: how surely, a learner need not guess.
    const side = (status) => (status === "consensus" ? "supported" : status);
    const agrees = (id) => side(votes[id]) === side(verdicts[id].status);

    // ---------------------------------------------------------------- what is looked for
    const choose = (label, options) => {
      const select = h("select", { onchange: () => anew() }, ...options.map(([value, text]) => h("option", { value }, text)));
      return { select, field: h("label", {}, h("span", {}, label), select) };
    };
    const many_of = (key, value) => claims.filter((one) => one[key] === value).length;
    const topic = choose("Topic", [["", "All topics"], ...Object.entries(topics).filter(([id]) => many_of("topic", id)).map(([id, text]) => [id, `${text} (${many_of("topic", id)})`])]);
    const page = choose("Page", [["", "All pages"], ...[...new Set(claims.map((one) => one.page))].sort().map((id) => [id, `Page ${id} (${many_of("page", id)})`])]);
    const status = choose("Status", [["", "Any"], ["open", "Not voted on yet"], ["agree", "You agreed with the evidence"], ["differ", "You differed from it"],
      ...statuses.map((one) => [one.id, `Evidence: ${one.word}`])]);
    const words_in = h("input", { type: "search", autocomplete: "off", oninput: () => anew() });

    function wanted(one) {
      const looked = `${one.id} ${one.text} ${topics[one.topic]}`.toLowerCase();
      if (topic.select.value && topic.select.value !== one.topic) return false;
      if (page.select.value && page.select.value !== one.page) return false;
      if (!words_in.value.toLowerCase().split(/\s+/).every((word) => looked.includes(word))) return false;
      const value = status.select.value;
      if (!value) return true;
      if (value === "open") return !(one.id in votes);
      if (!settled(one.id)) return false;
      return value === "agree" ? agrees(one.id) : value === "differ" ? Boolean(votes[one.id]) && !agrees(one.id) : verdicts[one.id].status === value;
    }

    // ---------------------------------------------------------------- one claim
    function ballot(one) {
      const asks = `mk-asks-${one.id}`;
      return h("div", { class: "mk-ballot", role: "group", "aria-labelledby": asks }, h("p", { id: asks }, "How does this stand? Judge before you look."),
        h("div", { class: "mk-choices" }, ...statuses.map(({ id, word, means }) =>
          h("button", { type: "button", "data-vote": id, onclick: () => vote(one, id) }, h("b", {}, said(word)), h("span", {}, ` ${means}`)))),
        h("button", { type: "button", class: "mk-quiet", "data-vote": "", onclick: () => vote(one, "") }, "I cannot say: tell me"));
    }

    function verdict(one) {
      const { status, why, sources, confirmed } = verdicts[one.id], mine = votes[one.id];
      const head = !mine ? `The evidence: ${words[status]}.` : agrees(one.id) ? `✓ You voted “${words[mine]}”. The evidence: ${words[status]}.` : `✗ You voted “${words[mine]}”. The evidence: ${words[status]}.`;
      const after = shown().slice(shown().indexOf(one) + 1).find((next) => !(next.id in votes));
      return h("div", { class: `mk-feedback mk-stands-${status}`, tabindex: "-1" }, h("p", { class: "mk-sign" }, head), h("p", {}, why),
        h("p", { class: "mk-src" }, sources.length ? "Sources: " : h("abbr", { title: no_source, tabindex: "0" }, "No source found"),
          ...sources.map(({ short, citation }) => h("abbr", { title: citation, tabindex: "0" }, short)),
          confirmed ? null : h("abbr", { title: unconfirmed, tabindex: "0", class: "mk-doubt" }, "unconfirmed")),
        after ? h("button", { type: "button", "data-next": after.id, onclick: () => unfold(after) }, "Next claim") : null);
    }

    function card(one) {
      const here = open === one.id, mark = !settled(one.id) ? "" : !votes[one.id] ? "seen" : agrees(one.id) ? "✓ you agreed" : "✗ you differed";
      return h("li", { "data-claim": one.id }, h("button", { type: "button", class: "mk-claimed", "aria-expanded": String(here), onclick: () => toggle(one) },
        h("span", {}, one.text), h("small", {}, `${one.id} · ${topics[one.topic]}`, mark ? ` · ${mark}` : "")),
        here ? (settled(one.id) ? verdict(one) : one.id in votes ? h("p", {}, "Looking it up …") : ballot(one)) : null);
    }
    const node = (id) => list.querySelector(`[data-claim="${CSS.escape(id)}"]`);
    const again = (id) => node(id)?.replaceWith(card(claims.find((one) => one.id === id)));

    function toggle(one) {
      const before = open;
      open = before === one.id ? null : one.id;
      for (const id of new Set([before, one.id])) if (id) again(id);
      node(one.id).firstChild.focus({ preventScroll: true });
      // On a phone the view stands above the text: what opens comes up to right below it.
      if (open && matchMedia("(max-width: 900px)").matches) node(open).scrollIntoView({ block: "start" });
    }
    function unfold(one) {
      if (open !== one.id) toggle(one);
      node(one.id).scrollIntoView({ block: "nearest" });
    }
    function vote(one, id) {
      votes[one.id] = id;
      keep();
      again(one.id);
      node(one.id).firstChild.focus({ preventScroll: true });
      model.send({ do: "judge", ids: [one.id] });
    }

    // ---------------------------------------------------------------- the list
    let found = [];
    const shown = () => found.slice(0, many);
    function anew() {
      found = claims.filter(wanted);
      [open, many] = [null, STEP];
      draw();
    }
    function draw() {
      list.replaceChildren(...shown().map(card));
      const left = found.length - shown().length, unseen = statuses.some((one) => one.id === status.select.value);
      more.hidden = !left;
      more.textContent = `Show ${Math.min(STEP, left)} more of ${left}`;
      count.textContent = `${found.length} of ${claims.length} claims.${unseen ? " Only those you voted on: of the others it is not told yet." : ""}`;
      tell();
    }
    function tell() {
      const judged = claims.filter((one) => votes[one.id] && settled(one.id)), right = judged.filter((one) => agrees(one.id));
      tally.textContent = judged.length ? `You agreed with the evidence in ${right.length} of ${judged.length}.` : "No votes yet.";
      forget.hidden = !Object.keys(votes).length;
    }

    const tally = h("p", { class: "mk-tally", role: "status" }), count = h("p", { class: "mk-count", role: "status" });
    const list = h("ul", { class: "mk-claimlist" });
    const more = h("button", { type: "button", onclick: () => {
      const first = found[many];
      many += STEP;
      draw();
      node(first.id).firstChild.focus({ preventScroll: true });
    } });
    const forget = h("button", { type: "button", class: "mk-quiet", onclick: () => {
      if (!confirm("Forget all your votes on this browser?")) return;
      votes = {};
      keep();
      anew();
      topic.select.focus();
    } }, "Forget my votes");
    const meanings = [...statuses.map(({ word, means }) => [word, means]), ["unconfirmed", `${said(unconfirmed)}.`], ["no source found", no_source]];
    const legend = h("details", { class: "mk-legendwords" }, h("summary", {}, "What the words mean"),
      h("dl", {}, ...meanings.map(([word, means]) => h("div", {}, h("dt", {}, said(word)), h("dd", {}, means)))));
    const root = h("section", { class: "mk-quiz mk-claims-all", "aria-label": "Claims and their evidence" },
      h("header", { class: "mk-quiz-head" }, h("h3", {}, "Judge, then look"), tally), legend,
      h("div", { class: "mk-filters", role: "search", "aria-label": "Claims" }, topic.field, page.field, status.field, h("label", {}, h("span", {}, "Words"), words_in)),
      count, list, h("div", { class: "mk-next" }, more, forget),
      h("p", { class: "mk-hint" }, "Agreed and supported count as the same: the claim holds. Your votes stay in this browser; nobody else sees them."));
    // What JupyterLab hears above takes keys that belong to a field.
    root.addEventListener("keydown", (event) => { if (event.target.closest("input, select")) event.stopPropagation(); });
    el.append(root);

    const hear = (message) => {
      if (message.kind !== "verdicts") return;
      const asked = open && open in votes && !verdicts[open];
      Object.assign(verdicts, message.verdicts);
      Object.keys(message.verdicts).forEach(again);
      tell();
      if (asked && settled(open)) node(open)?.querySelector(".mk-feedback").focus({ preventScroll: true });
    };
    model.on("msg:custom", hear);
    let was = presenting();
    const presenter = new MutationObserver(() => {
      if (presenting() === was) return;
      was = presenting();
      recall();
      anew();
    });
    presenter.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    recall();
    anew();
    return () => { presenter.disconnect(); model.off("msg:custom", hear); };
  },
};
