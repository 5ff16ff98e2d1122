// A quiz: one question at a time, feedback that explains, answers that come back.

const COOKIE = "musclekit_learner";
const readCookie = () => {
  const raw = document.cookie.split("; ").find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  if (!raw) return null;
  try {
    const [secret, ...name] = raw.split(".");
    const found = { secret, name: decodeURIComponent(name.join(".")) };
    return found.secret && found.name.trim() ? found : null;
  } catch {
    return null; // not a cookie of ours
  }
};
const writeCookie = (secret, name, days = 400) =>
  (document.cookie = `${COOKIE}=${secret}.${encodeURIComponent(name)}; path=/; max-age=${days * 86400}; SameSite=Lax${location.protocol === "https:" ? "; Secure" : ""}`);

// The page that lists the lessons tells how far one is, as noted here in the browser: by lesson, by
// question, for a learner whose answers are kept. Predictions are counted nowhere.
const NOTED = "musclekit-progress";
function note(items, states, kept) {
  const lesson = location.pathname.match(/\/lesson\/([^/]+)/)?.[1];
  if (!lesson) return;
  try {
    const noted = JSON.parse(localStorage.getItem(NOTED) ?? "{}");
    if (!kept) delete noted[lesson];
    else for (const item of items) if (!item.prediction) (noted[lesson] ??= {})[item.id] = states[item.id]?.verdict ?? "";
    localStorage.setItem(NOTED, JSON.stringify(noted));
  } catch {
    // A browser that keeps nothing has no progress to tell.
  }
}

const SIGNS = { right: "✓ Right", wrong: "✗ Not this one", almost: "≈ Nearly", shown: "The answer" };
const SIGNS_OF = {
  place: { wrong: "✗ Not there" },
  hotspot: { wrong: "✗ Not there" },
  measure: { wrong: "✗ Not all of it" },
  number: { wrong: "✗ Not that number", almost: "Not counted yet" },
  order: { wrong: "✗ Not in this order" },
  trace: { wrong: "✗ Not this way" },
  match: { wrong: "✗ Not all of them", almost: "Not counted yet" },
};
const signOf = (item, verdict) => SIGNS_OF[item.input]?.[verdict] ?? SIGNS[verdict];

export default {
  async render({ model, el }) {
    const { h, dock, stageModel, fixed, element: getElement } = await openPage(model);
    const element = await getElement();
    const send = (what, more = {}) => model.send({ do: what, ...more });
    const place = h("div", { class: "mk-place mk-empty" });
    const card = h("section", { class: "mk-quiz" });
    const say = h("div", { class: "mk-quiz-say", role: "status", "aria-live": "polite" });
    el.append(...(fixed ? [] : [place]), card, say);
    // What JupyterLab hears above takes the arrow keys to a toolbar and keeps Enter from sending a form.
    card.addEventListener("keydown", (event) => {
      if (event.target.closest("input, select, .mk-rows")) event.stopPropagation();
    });
    let anonymous = false, predicted = false;
    const known = () => Boolean(model.get("learner").name);
    const presenting = () => document.body.classList.contains("mk-presenting");
    const take = () => { dock(element, fixed ?? place); place.classList.remove("mk-empty"); };
    place.addEventListener("mk-left", () => place.classList.add("mk-empty"));
    const busy = () => stageModel.get("held") && !model.get("asking");

    const begin = (at) => {
      if (busy()) return;
      take();
      send("open", at === undefined ? {} : { at });
    };
    const answerTo = (item) => (value) => send("answer", { item: item.id, answer: value, secret: readCookie()?.secret ?? "" });

    function nameForm() {
      const field = h("input", { type: "text", required: true, maxlength: "60", "data-key": "who", "aria-label": "Your name", placeholder: "Your name or initials", autocomplete: "nickname" });
      return h("form", { class: "mk-who", onsubmit: (event) => {
        event.preventDefault();
        if (field.value.trim()) send("introduce", { name: field.value.trim() });
      } },
      h("p", {}, "Answers are kept under a name, so that they are here when you come back. They stay on this computer or your institution's server."),
      field, h("button", { type: "submit", class: "mk-check" }, "Keep my answers"),
      h("button", { type: "button", class: "mk-quiet", onclick: () => { anonymous = true; send("decline"); draw(); } }, "Just try, keep nothing"));
    }

    function header() {
      const items = model.get("items"), states = model.get("states");
      const done = items.filter((item) => ["right", "wrong"].includes(states[item.id]?.verdict));
      const right = done.filter((item) => states[item.id].verdict === "right").length;
      const who = model.get("learner");
      return h("header", { class: "mk-quiz-head" },
        h("div", {}, h("h3", {}, items.length > 1 ? model.get("title") : "Predict first"),
          items.length > 1 ? h("p", { class: "mk-count" }, done.length ? `${done.length} of ${items.length} answered, ${right} right` : `${items.length} questions`) : null),
        who.name ? h("p", { class: "mk-me" }, who.name, who.hub ? null : h("button", { type: "button", class: "mk-quiet",
          title: "Forget this learner on this browser; kept answers stay in the store", onclick: () => {
            if (confirm(`Stop answering as ${who.name} on this browser? Without the cookie these answers cannot be brought back here.`)) { writeCookie("", "", -1); localStorage.removeItem(NOTED); anonymous = false; send("leave"); }
          } }, "not you?")) : null);
    }

    function dots() {
      const items = model.get("items"), states = model.get("states");
      return h("nav", { class: "mk-dots", "aria-label": "Questions" }, ...items.map((item, i) => {
        const verdict = states[item.id]?.verdict;
        const sign = { right: "✓", wrong: "✗", shown: "•" }[verdict] ?? i + 1;
        return h("button", { type: "button", class: `mk-dotb mk-v-${verdict ?? "none"}`, "data-key": `dot-${i}`, "aria-current": i === model.get("at") ? "step" : null,
          "aria-label": `Question ${i + 1}${verdict ? `, ${signOf(item, verdict)}` : ""}`, onclick: () => begin(i) }, String(sign));
      }));
    }

    function feedback(item, state) {
      return h("div", { class: `mk-feedback mk-v-${state.verdict}`, tabindex: "-1" }, h("p", { class: "mk-sign" }, signOf(item, state.verdict)),
        ...state.feedback.map((text) => h("p", {}, text)),
        state.sources.length ? h("p", { class: "mk-src" }, "Sources: ", ...state.sources.map((source) => h("abbr", { title: source.citation, tabindex: "0" }, source.short))) : null);
    }

    function question() {
      const items = model.get("items"), at = model.get("at"), item = items[at];
      const state = model.get("states")[item.id], settled = state && state.verdict !== "almost" ? state : null;
      const body = inputs[item.input]({ h, item, state: settled, tried: state?.answer, answer: answerTo(item), choice: model.get("choice"),
        pin: model.get("pin"), pinned: model.get("pinned"), send, model,
        open: model.get("asking"), begin: () => begin(at) });
      const last = at === items.length - 1;
      return h("div", { class: "mk-question", "data-item": item.id },
        items.length > 1 ? h("p", { class: "mk-count" }, `Question ${at + 1} of ${items.length}`) : null,
        h("p", { class: "mk-prompt" }, item.prompt), body, state ? feedback(item, state) : null,
        h("div", { class: "mk-next" },
          presenting() && !settled ? h("button", { type: "button", class: "mk-quiet mk-reveal", onclick: () => send("reveal", { item: item.id }) }, "Reveal the answer") : null,
          settled ? h("button", { type: "button", class: "mk-quiet mk-again", onclick: () => send("again", { item: item.id }) }, "Try it again") : null,
          items.length > 1 && !last ? h("button", { type: "button", class: settled ? "mk-check" : "mk-quiet", onclick: () => begin(at + 1) }, "Next question") : null,
          model.get("asking") ? h("button", { type: "button", class: "mk-quiet mk-leave", onclick: () => send("close") }, "Back to exploring") : null));
    }

    // What was typed, ticked or focused survives a redraw of the same question.
    function remember() {
      const active = card.contains(document.activeElement) ? document.activeElement : null;
      const fields = [...card.querySelectorAll("input, select:not([data-follows])")].map((node) => [node.dataset.key, node.value, node.checked]);
      const asked = card.querySelector(".mk-question")?.dataset.item;
      return () => {
        if (asked === card.querySelector(".mk-question")?.dataset.item) {
          for (const [key, value, checked] of fields) {
            const node = key && card.querySelector(`[data-key="${CSS.escape(key)}"]`);
            if (node) { if (node.type === "radio") node.checked = checked; else node.value = value; if (checked || node.tagName === "SELECT") node.dispatchEvent(new Event("change")); }
          }
        }
        if (!active) return;
        const same = active.dataset.key && card.querySelector(`[data-key="${CSS.escape(active.dataset.key)}"]`);
        const next = same ?? card.querySelector(".mk-feedback, .mk-question input, .mk-question select, .mk-check:not(:disabled), button:not(:disabled)");
        next?.focus({ preventScroll: Boolean(same) });
      };
    }

    function draw() {
      const restore = remember();
      const items = model.get("items"), notice = model.get("notice");
      // What follows a prediction is folded until it has been made; trying again folds nothing.
      const before = items.length === 1 && model.get("states")[items[0].id]?.verdict;
      predicted ||= Boolean(before) && before !== "almost";
      if (items.length === 1) el.dataset.prediction = predicted ? "made" : "open";
      const asking = !known() && !anonymous && !presenting() && items.length > 1;
      const parts = [header()];
      if (notice) parts.push(h("div", { class: "mk-notice", role: "alert" }, h("p", {}, notice),
        h("button", { type: "button", class: "mk-quiet", onclick: () => send("retry") }, "Try to save again")));
      if (asking) parts.push(nameForm());
      else if (items.length > 1 && !model.get("asking")) {
        const states = model.get("states"), some = items.some((item) => states[item.id]);
        parts.push(dots(), busy() ? h("p", { class: "mk-count" }, "Another question is open above.") : null,
          h("button", { type: "button", class: "mk-check mk-start", onclick: () => begin() }, some ? "Continue" : "Start"));
      } else parts.push(...(items.length > 1 ? [dots()] : []), question());
      card.replaceChildren(...parts.filter(Boolean));
      restore();
    }

    // On a phone the view stands above the text: a question that opens comes up to right below it.
    model.on("change:asking change:at", () => {
      if (fixed && model.get("asking") && matchMedia("(max-width: 900px)").matches) requestAnimationFrame(() => card.querySelector(".mk-question")?.scrollIntoView({ block: "start" }));
    });
    model.on("change:items change:states change:at change:asking change:learner change:choice change:pin change:notice", draw);
    model.on("change:states", () => {
      const item = model.get("items")[model.get("at")], state = model.get("states")[item.id];
      say.textContent = state ? `${signOf(item, state.verdict)}. ${state.feedback.join(" ")}` : "";
    });
    model.on("change:states change:learner", () => note(model.get("items"), model.get("states"), known()));
    model.on("change:pin", () => { if (model.get("pin").length) say.textContent = `Your pin: ${model.get("pinned")}`; });
    stageModel.on("change:held", draw);
    model.on("msg:custom", (message) => { if (message.secret) { writeCookie(message.secret, message.name); } });
    let was = presenting();
    const presenterChange = new MutationObserver(() => {
      if (presenting() === was) return;
      was = presenting();
      predicted = false;
      send("present", { on: was });
      draw();
    });
    presenterChange.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    draw();
    send("hello", readCookie() ?? {});
    if (was) send("present", { on: true });
    return () => { presenterChange.disconnect(); stageModel.off("change:held", draw); };
  },
};
