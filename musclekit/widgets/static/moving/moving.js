// A place in the page whose scene moves: a panel beside the 3D view moves it.

export default {
  async render({ model, el }) {
    const parts = await makePlace({ model, el }), { h, stageModel, element, place, words, current } = parts;
    const host = { h, model, el, here: false, get stage() { return element.querySelector(".mk-stage")?.stage; } };
    const panel = new panels[model.get("panel").kind](host);
    const two = h("div", { class: "mk-two" });
    el.classList.add("mk-movinghost");
    el.insertBefore(two, words);
    two.append(...(parts.fixed ? [] : [place]), panel.el);
    const arrive = async () => {
      const { stage } = host;
      if (stage?.failed) {
        panel.el.prepend(h("p", { class: "mk-status-line" }, `The 3D view could not start (${stage.failed}); the numbers work without it.`));
        return;
      }
      if (!stage?.ready) { setTimeout(() => { if (current() && !host.here) arrive(); }, 100); return; }
      stage.motion.rest();
      stage.motion.owner = host;
      stage.onSpace = () => panel.toggle?.();
      stage.beside = (id) => panel.beside(id);
      stage.onPick = (id, point) => panel.picked?.(id, point);
      stage.overlay = () => panel.overlay?.();
      stage.el.dataset.moving = "true";
      host.here = true;
      await panel.draw();
      stage.motion.settle();
    };
    const depart = () => {
      host.here = false;
      panel.leave();
      const { stage } = host;
      if (stage?.motion.owner !== host) return;
      stage.motion.rest();
      stage.motion.owner = stage.onSpace = stage.beside = stage.onPick = stage.overlay = null;
      delete stage.el.dataset.moving;
    };
    const meet = () => { if (current()) { if (!host.here) arrive(); } else if (host.here) depart(); };
    stageModel.on("change:host", meet);
    meet();
    return () => {
      stageModel.off("change:host", meet);
      depart();
      panel.end?.();
      parts.leave();
    };
  },
};
