// A place in the page that shows one scene in the page's one 3D view, and brings the view here when read.

export default {
  async render({ model, el }) {
    const stageId = model.get("stage").slice("IPY_MODEL_".length);
    const stageModel = await model.widget_manager.get_model(stageId);
    // The stage's own module defines the page's shared helpers; wait until it has been loaded.
    const page = await sharedPage(model, stageModel);
    const { h } = page;
    const fixed = document.getElementById("mk-stage");
    const activate = () => model.send({ do: "activate" });
    const current = () => stageModel.get("host") === model.get("key");
    const button = h("button", { type: "button", class: "mk-goto", onclick: () => { activate(); if (!fixed) take(); } }, "");
    const place = h("div", { class: "mk-place" });
    const note = h("div", { class: "mk-hostbar" }, h("span", { class: "mk-hosttitle" }, model.get("heading") || "3D view"), button);
    const words = h("details", { class: "mk-hostwords" }, h("summary", {}, "In words"),
      ...model.get("description").split("\n").map((line) => h("p", {}, line)));
    el.classList.add("mk-host");
    el.append(note, ...(fixed ? [] : [place]), words);
    const element = await page.stageFor(model, stageId);
    const show = () => {
      const here = current() && (fixed || place.contains(element));
      el.classList.toggle("mk-current", here);
      button.textContent = here ? "Showing in 3D" : "Show in 3D";
      button.setAttribute("aria-pressed", String(here));
      place.classList.toggle("mk-empty", !place.contains(element));
    };
    const take = () => { page.dock(element, fixed ?? place); show(); };
    place.addEventListener("mk-left", show);
    stageModel.on("change:host", show);
    const first = !element.isConnected;
    if (fixed) { if (first) { fixed.classList.add("mk-docked"); take(); } }
    else if (first || current()) take();
    show();
    // Reading on brings the next scene: the host nearest the middle of the window is the one shown.
    const watcher = new IntersectionObserver((entries) => {
      const seen = entries[entries.length - 1];
      if (!seen.isIntersecting || stageModel.get("mode") !== "explore") return;
      if (!fixed && !place.contains(element)) take();
      if (!current()) activate();
      show();
    }, { rootMargin: "-42% 0px -42% 0px" });
    watcher.observe(el);
    return () => watcher.disconnect();
  },
};

async function sharedPage(model, stageModel) {
  for (let i = 0; i < 3000; i++) {
    if (globalThis.__musclekit?.stageFor) return globalThis.__musclekit;
    // Loading the stage's module is enough; its view is made once, by stageFor.
    if (i === 0) loadModule(stageModel);
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error("musclekit: the 3D view's module did not load");
}

function loadModule(stageModel) {
  const url = URL.createObjectURL(new Blob([stageModel.get("_esm")], { type: "text/javascript" }));
  import(url).finally(() => URL.revokeObjectURL(url));
}
