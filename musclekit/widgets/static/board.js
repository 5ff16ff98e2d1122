// The class dashboard's tables, refreshed on request and every half minute while looked at.

function table(caption, heads, rows, empty) {
  if (!rows.length) return h("section", {}, h("h2", {}, caption), h("p", { class: "mk-empty-note" }, empty));
  return h("section", {}, h("h2", {}, caption), h("div", { class: "mk-scroll" }, h("table", {},
    h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, ...rows.map((cells) => h("tr", {}, ...cells.map((cell, i) => h(i ? "td" : "th", i ? {} : { scope: "row" }, cell))))))));
}

const bar = (share) => h("span", { class: "mk-meter", role: "img", "aria-label": `${Math.round(share * 100)} %` },
  h("i", { style: `width:${Math.round(share * 100)}%` }), h("b", {}, `${Math.round(share * 100)} %`));

export default {
  render({ model, el }) {
    const body = h("div", { class: "mk-board" });
    const notice = h("div", { class: "mk-notice", role: "alert", hidden: true });
    const stamp = h("span", { class: "mk-stamp", "aria-live": "polite" });
    const read = () => model.send({ do: "read" });
    el.append(h("div", { class: "mk-board-bar" }, h("button", { type: "button", onclick: read }, "Read again"), stamp), notice, body);
    const draw = () => {
      notice.textContent = model.get("notice");
      notice.hidden = !model.get("notice");
      const report = model.get("report");
      if (!report.banks) return;
      const people = new Map();
      for (const row of report.learners) {
        const key = `${row.name}\u0000${row.mark}`;
        if (!people.has(key)) people.set(key, { name: row.name, mark: row.mark, banks: {}, seen: "" });
        const person = people.get(key);
        person.banks[row.bank] = row;
        if (row.seen > person.seen) person.seen = row.seen;
      }
      const twins = (name) => [...people.values()].filter((one) => one.name === name).length > 1;
      const ids = Object.keys(report.banks);
      const learners = [...people.values()].sort((a, b) => a.name.localeCompare(b.name)).map((one) => [
        twins(one.name) ? `${one.name} (…${one.mark})` : one.name,
        ...ids.map((id) => (one.banks[id]?.answered ? `${one.banks[id].answered} of ${one.banks[id].total}, ${one.banks[id].right} right` : "–")),
        one.seen ? new Date(one.seen).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }) : "–"]);
      const trouble = report.items.filter((row) => row.share < report.trouble_below).sort((a, b) => a.share - b.share || b.learners - a.learners);
      const items = (rows) => rows.map((row) => [row.prompt, report.banks[row.bank], String(row.learners), bar(row.share)]);
      body.replaceChildren(
        table("Who has done what", ["Learner", ...ids.map((id) => report.banks[id]), "Last answer"], learners, "No answers yet."),
        table(`Items in trouble: fewer than ${Math.round(report.trouble_below * 100)} % right at the first try`, ["Question", "Quiz", "Learners", "Right first"], items(trouble), "None so far."),
        table("Wrong structures clicked or named", ["Question", "Quiz", "Taken for it"], report.clicks.map((row) => [row.prompt, report.banks[row.bank],
          h("ul", { class: "mk-wrongs" }, ...row.counts.map((one) => h("li", {}, `${one.name} × ${one.n}`)))]), "None so far."),
        table("All items answered", ["Question", "Quiz", "Learners", "Right first"], items(report.items), "No answers yet."));
      stamp.textContent = `Read at ${new Date().toLocaleTimeString()}`;
    };
    model.on("change:report change:notice", draw);
    read();
    const clock = setInterval(() => { if (!document.hidden) read(); }, 30000);
    return () => clearInterval(clock);
  },
};
