// A place in the page that shows one scene in the page's one 3D view, and brings the view here when read.

async function makePlace({ model, el }) {
  const { h, dock, stageModel, fixed, element: getElement } = await openPage(model);
  const element = await getElement();
  const page = globalThis.__musclekit;
  const activate = () => model.send({ do: "activate" });
  const current = () => stageModel.get("host") === model.get("key");
  const free = () => !stageModel.get("held");
  const button = h("button", { type: "button", class: "mk-goto", onclick: () => { if (free()) { activate(); take(); } } });
  const place = h("div", { class: "mk-place mk-empty" });
  const words = h("details", { class: "mk-hostwords" }, h("summary", {}, "In words"),
    ...model.get("description").split("\n").map((line) => h("p", {}, line)));
  el.classList.add("mk-host");
  el.append(h("div", { class: "mk-hostbar" }, h("span", { class: "mk-hosttitle" }, model.get("heading") || "3D view"), button),
    ...(fixed ? [] : [place]), words);
  const show = () => {
    const here = current() && (fixed || place.contains(element));
    el.classList.toggle("mk-current", Boolean(here));
    button.textContent = here ? "Showing in 3D" : "Show in 3D";
    button.disabled = !free() && !here;
    button.title = button.disabled ? "Close the open question first" : "";
    place.classList.toggle("mk-empty", !place.contains(element));
  };
  const take = () => { dock(element, fixed ?? place); show(); };
  place.addEventListener("mk-left", show);
  stageModel.on("change:host change:held", show);
  if (!element.isConnected || (!fixed && current())) take();
  show();
  // Reading on brings the next scene: the host at the middle of the window is the one shown. While the page
  // still fills, hosts pass the middle that nobody has come to.
  const watcher = new IntersectionObserver((entries) => {
    if (!entries[entries.length - 1].isIntersecting || !free()) return;
    if (fixed && !page.touched) return;
    if (!fixed && !place.contains(element)) take();
    if (!current()) activate();
  }, { rootMargin: "-40% 0px -45% 0px" });
  watcher.observe(el);
  // A leap passes hosts by unseen: where it ends, the last one above the middle is the one that counts.
  const land = () => {
    const passed = [...document.querySelectorAll(".mk-host")].filter((one) => one.checkVisibility() && one.getBoundingClientRect().top < innerHeight * 0.55);
    const before = page.landed;
    if (passed.at(-1) !== el) return;
    page.landed = el;
    if (before && before !== el && !current() && free()) activate();
  };
  if (fixed) document.addEventListener("scrollend", land, true);
  if (page.touched === undefined) {
    page.touched = scrollY > 0;
    for (const event of ["scroll", "keydown", "pointerdown"])
      document.addEventListener(event, () => (page.touched = true), { capture: true, once: true });
  }
  const leave = () => {
    watcher.disconnect();
    document.removeEventListener("scrollend", land, true);
    stageModel.off("change:host change:held", show);
  };
  return { h, stageModel, element, fixed, place, words, current, leave };
}
