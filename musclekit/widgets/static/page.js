// Shared by everything in the page that uses the 3D view: finding the one stage and docking it.

async function openPage(model) {
  const stageId = model.get("stage").slice("IPY_MODEL_".length);
  const stageModel = await model.widget_manager.get_model(stageId);
  for (let i = 0; !globalThis.__musclekit?.stageFor; i++) {
    if (i === 0) {
      // Loading the stage's module defines the helpers; its view is made once, by stageFor.
      const url = URL.createObjectURL(new Blob([stageModel.get("_esm")], { type: "text/javascript" }));
      import(url).finally(() => URL.revokeObjectURL(url));
    }
    if (i > 3000) throw new Error("the 3D view's module did not load");
    await new Promise((done) => setTimeout(done, 10));
  }
  const page = globalThis.__musclekit;
  return { ...page, stageModel, stageId, fixed: document.getElementById("mk-stage"), element: () => page.stageFor(model, stageId) };
}
