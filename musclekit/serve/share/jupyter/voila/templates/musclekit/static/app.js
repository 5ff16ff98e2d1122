/* What Voilà's stream calls while a lesson is prepared, and a word when its kernel has gone. */
(() => {
  const say = (text) => {
    const line = document.getElementById("mk-progress");
    if (line) line.textContent = text;
  };
  window.voila_heartbeat = () => {};
  window.voila_process = (cell, cells) => say(`Preparing part ${cell} of ${cells}…`);
  window.voila_finish = () => document.getElementById("mk-progress")?.remove();

  const config = () => JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
  let asking = false;

  async function look() {
    const { baseUrl, kernelId } = config();
    if (!kernelId || asking || document.visibilityState !== "visible") return;
    asking = true;
    try {
      const answer = await fetch(`${baseUrl}api/kernels/${kernelId}`);
      notice(answer.ok ? "" : "This page has rested for so long that its session was closed. Your answers are kept.");
    } catch {
      notice("The server does not answer. What you do now is not recorded.");
    }
    asking = false;
  }

  function notice(text) {
    const shown = document.getElementById("mk-rested");
    if (!text) return shown?.remove();
    if (shown) return;
    const bar = document.createElement("div");
    bar.id = "mk-rested";
    bar.className = "mk-notice";
    bar.setAttribute("role", "alert");
    const button = document.createElement("button");
    button.textContent = "Reload";
    button.onclick = () => location.reload();
    bar.append(text + " ", button);
    document.getElementById("mk-header").after(bar);
  }

  // On a busy machine Voilà's front end now and then restores the page before it knows every widget
  // ("model not found"). A fresh page heals that: tried once by itself, then offered.
  const torn = () => [...document.querySelectorAll(".jupyter-widgets")]
    .some((node) => node.textContent.startsWith("Error displaying widget"));
  const tried = `mk-torn ${location.pathname}`;
  const mend = setInterval(() => {
    if (!torn()) return;
    clearInterval(mend);
    if (sessionStorage.getItem(tried)) {
      sessionStorage.removeItem(tried);
      notice("A part of this page did not arrive. Your answers are kept.");
    } else {
      sessionStorage.setItem(tried, "1");
      location.reload();
    }
  }, 500);
  document.addEventListener("musclekit-ready", () => setTimeout(() => torn() || sessionStorage.removeItem(tried), 5_000));

  // What follows a prediction is folded; who wants to read on without has it so for this visit.
  const passed = `mk-passed ${location.pathname}`;
  const skipped = () => JSON.parse(sessionStorage.getItem(passed) ?? "[]");
  document.addEventListener("click", (event) => {
    const cell = event.target.closest?.(".mk-waits button")?.closest(".mk-cell");
    if (!cell) return;
    cell.classList.add("mk-skipped");
    sessionStorage.setItem(passed, JSON.stringify([...skipped(), cell.getAttribute("cell-index")]));
    const next = cell.nextElementSibling;
    next?.setAttribute("tabindex", "-1");
    next?.focus({ preventScroll: true });
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const index of skipped()) document.querySelector(`.mk-predicts[cell-index="${index}"]`)?.classList.add("mk-skipped");
  });

  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", (event) => event.persisted && look());
  setInterval(look, 60_000);
})();
