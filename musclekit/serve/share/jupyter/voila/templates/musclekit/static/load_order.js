/* The opening scene comes with the page and is drawn first; Voilà's front end is loaded when it stands. */
(() => {
  // However late the meshes are, the lesson goes on without them after this.
  window.musclekitPatienceMs ??= 10_000;
  // Starting the front end keeps the page busy for half a second: a first look round comes before it.
  const LULL_MS = 250;

  // Voilà starts when the window has loaded. Loaded late, it would wait for what has long been.
  const listen = window.addEventListener;
  window.addEventListener = function (event, act, ...more) {
    if (event === "load" && document.readyState === "complete") setTimeout(() => act.call(window, new Event("load")));
    else listen.call(this, event, act, ...more);
  };

  async function draw() {
    const told = document.getElementById("mk-opening").textContent;
    if (!told) return;
    const opening = JSON.parse(told), meshes = fetch(opening.meshes);
    await (await globalThis.__musclekitStage).open(opening, meshes, document.getElementById("mk-stage"));
  }

  window.musclekitOpen = async (scripts) => {
    try {
      await Promise.race([draw(), new Promise((done) => setTimeout(done, window.musclekitPatienceMs))]);
    } catch (error) {
      console.warn("musclekit: the scene will come with the kernel", error);
    }
    await new Promise((done) => setTimeout(done, LULL_MS));
    // Scripts put in by script run as they arrive, unless told to keep their order.
    for (const src of scripts) document.body.append(Object.assign(document.createElement("script"), { src, async: false }));
  };
})();
