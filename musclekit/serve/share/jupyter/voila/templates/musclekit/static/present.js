/* Presenter mode: large type, one step at a time, answers hidden until revealed.
   A step is a heading's stretch of the lesson; the 3D view and the quizzes stay live. */
document.addEventListener("DOMContentLoaded", () => {
  const actions = document.getElementById("mk-header-actions");
  const flow = document.getElementById("mk-flow");
  if (!actions || !flow || document.body.dataset.mkLayout !== "lesson") return;
  let steps = [], at = 0;

  const button = (text, title, act, id) => {
    const node = document.createElement("button");
    Object.assign(node, { type: "button", textContent: text, title, onclick: act, id });
    return node;
  };
  const present = button("Present", "Large type, step by step (Alt+P)", () => set(!on()), "mk-present");
  const back = button("‹ Back", "Previous step (Page Up)", () => go(at - 1), "mk-step-back");
  const next = button("Next ›", "Next step (Page Down)", () => go(at + 1), "mk-step-next");
  const where = document.createElement("span");
  where.id = "mk-step";
  where.setAttribute("role", "status");
  actions.append(back, where, next, present);

  const on = () => document.body.classList.contains("mk-presenting");
  const cells = () => [...flow.querySelectorAll(":scope > .mk-cell")];

  function gather() {
    const groups = [];
    for (const cell of cells()) {
      const starts = cell.querySelector(".jp-RenderedMarkdown h1, .jp-RenderedMarkdown h2");
      if (starts || !groups.length) groups.push([]);
      groups[groups.length - 1].push(cell);
    }
    return groups;
  }

  function set(presenting) {
    // Larger type moves everything: where the reader is must be asked before.
    const here = presenting ? cells().find(inView) : null;
    document.body.classList.toggle("mk-presenting", presenting);
    present.textContent = presenting ? "End presenting" : "Present";
    present.setAttribute("aria-pressed", String(presenting));
    const url = new URL(location);
    if (presenting) url.searchParams.set("present", "1"); else url.searchParams.delete("present");
    history.replaceState(null, "", url);
    if (presenting) {
      steps = gather();
      go(steps.findIndex((step) => step.includes(here)));
    } else {
      cells().forEach((cell) => (cell.hidden = false));
      steps[at]?.[0]?.scrollIntoView({ block: "start" });
    }
  }

  // Of the text below the header, and below the view where that stands above the text.
  function inView(cell) {
    const { bottom, height } = cell.getBoundingClientRect(), text = flow.getBoundingClientRect();
    const view = document.getElementById("mk-stage").getBoundingClientRect();
    const top = view.right > text.left + 1 ? view.bottom : view.top;
    return height > 0 && bottom > top + 60;
  }

  function go(to) {
    if (!on()) return;
    at = Math.min(Math.max(to, 0), steps.length - 1);
    steps.forEach((step, i) => step.forEach((cell) => (cell.hidden = i !== at)));
    where.textContent = `${at + 1} / ${steps.length}`;
    back.disabled = at === 0;
    next.disabled = at === steps.length - 1;
    scrollTo({ top: 0 });
    // The step's first scene comes up without being scrolled to; a step without one keeps the last before it.
    const scenes = (some) => some.flatMap((cell) => [...cell.querySelectorAll(".mk-host .mk-goto")]);
    (scenes(steps[at])[0] ?? scenes(steps.slice(0, at).flat()).at(-1))?.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.key.toLowerCase() === "p") { set(!on()); event.preventDefault(); }
    if (!on() || event.target.matches("input, textarea, select")) return;
    if (event.key === "PageDown") { go(at + 1); event.preventDefault(); }
    if (event.key === "PageUp") { go(at - 1); event.preventDefault(); }
  });
  document.addEventListener("musclekit-ready", () => {
    if (new URLSearchParams(location.search).has("present") && !on()) set(true);
  }, { once: true });
});
