// The scene a page opens with, shown before the page's kernel is reached: the server sends with the page
// what the kernel would tell, so the view answers at once, and the widgets take it over when they come.

const BUFFER = "mk-buffer";

// State of a widget with its buffers put in: a view of `bytes` wherever a place in them is named.
function filled(value, bytes) {
  if (Array.isArray(value)) return value.map((one) => filled(one, bytes));
  if (!value || typeof value !== "object") return value;
  if (value[BUFFER]) return new DataView(bytes, ...value[BUFFER]);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, bytes)]));
}

async function open({ stage, plot, objects }, meshes, place) {
  const [k3d, bytes] = await Promise.all([
    globalThis.__k3dWidgetModule, meshes.then((answer) => {
      if (!answer.ok) throw new Error(`the meshes were answered with ${answer.status}`);
      return answer.arrayBuffer();
    })]);
  if (page.docks.size) return; // too late: the kernel's own view stands already
  for (const state of objects) k3d.initialize({ model: new LateModel(filled(state, bytes)) });
  const plotModel = new LateModel(filled(plot, bytes));
  const el = h("div", { class: "mk-stage-host" });
  const stageModel = new LateModel(stage, {
    get_model: async () => plotModel,
    create_view: async (model) => { const el = h("div"); k3d.render({ model, el }); return { el }; },
  });
  dock(el, place);
  page.early = { el, stageModel, plotModel, objects };
  await begin(stageModel, el);
}

// The kernel's own models are there: they answer from now on.
async function takeOver({ el, stageModel, plotModel, objects }, stage) {
  plotModel.attach(await stage.widget_manager.get_model(stage.get("plot").slice("IPY_MODEL_".length)));
  stageModel.attach(stage);
  const shown = globalThis.__k3dWidgets;
  for (const before of objects) {
    const { model } = shown.objects[before.id] ?? {};
    if (!model || model instanceof LateModel) continue;
    const changed = ["visible", "color", "opacity", "click_callback"].filter((name) => model.get(name) !== before[name]);
    const values = Object.fromEntries(changed.map((name) => [name, model.get(name)]));
    if (changed.length) for (const view of shown.plots) view.refreshObject(before.id, values);
  }
  return el;
}
