// A probe held until the picture shows what is asked for; afterwards names, what was right outlined, and a good hold.
{
  const begun = new Map(); // by item: what holds its probe

  class Hold {
    constructor({ h, model, item, send }) {
      Object.assign(this, { h, model, item, send, held: null, scanner: null, own: null });
      this.host = { h, get here() { return Boolean(model.get("asking")) && model.get("items")[model.get("at")].id === item.id; },
        get stage() { return document.querySelector(".mk-stage")?.stage; } };
      this.overlay = () => this.held.overlay();
      this.check = h("button", { type: "button", class: "mk-check", "data-key": "check", disabled: true, onclick: () => this.answer(this.scanner.probe) }, "Check my hold");
      this.holds = h("div", { class: "mk-controls", hidden: true });
      this.room = h("div", { class: "mk-panel mk-quizprobe" }, h("p", { class: "mk-status-line" }, "The first picture is being made …"));
      this.el = h("div", { class: "mk-pictured" }, h("p", { class: "mk-hint" }, item.hint), this.room, this.holds, this.check);
      model.on("msg:custom", (message, buffers) => { if (message.kind === "probe" && message.item === item.id) this.hear(message.told, buffers); });
      model.on("change:asking change:at", () => this.meet());
    }

    ask(asked) { this.send("probe", { item: this.item.id, asked }); }

    hear(told, buffers) {
      if (told.kind === "bench") this.bench(told);
      else if (told.kind === "trouble" && this.scanner) {
        this.scanner.failed(told.text);
        this.check.disabled = this.answered || this.scanner.busy;
      }
      else if (told.kind === "frame") this.scanner.take(told, buffers);
      else if (told.kind === "named") {
        this.scanner.named(told, buffers);
        if (told.region) { const view = buffers.at(-1); this.scanner.board.ringed = []; this.scanner.board.ring(bytesOf(view)); }
      }
    }

    bench(told) {
      this.waiting = false;
      if (told.good) { this.good = told.good; this.offer(); }
      if (told.good && this.scanner) return;
      const { h } = this;
      this.held?.leave();
      this.scanner?.end();
      this.scanner = new Scanner(h, { bench: told, label: "Ultrasound", withheld: true, send: (message) => this.sent(message),
        moved: () => { this.check.disabled = true; },
        framed: (message) => { this.check.disabled = this.answered || this.scanner.wanting; this.held.show(message, message.grey, "", 0); this.el.dispatchEvent(new CustomEvent("mk-framed", { bubbles: true })); } });
      this.scanner.board.face.dataset.key = `probe-${this.item.id}`;
      this.held = new HeldProbe(this.host, told, { aim: (ray) => this.scanner.aim(ray), keys: (event) => this.scanner.key(event) });
      this.room.replaceChildren(this.scanner.el);
      this.meet();
      if (this.own) this.scanner.hold(this.own);
      else this.scanner.ask();
    }

    // Names are not asked for before the answer: they would not be told.
    sent(message) { if (message.do !== "named" || this.answered) this.ask(message); }

    // The probe stands in the 3D view while its question is open.
    async meet() {
      if (!this.held || this.meeting) return;
      if (this.host.here) {
        this.meeting = true;
        while (this.host.here && !this.host.stage?.ready) await new Promise((done) => setTimeout(done, 100));
        this.meeting = false;
        if (!this.host.here) return;
        this.host.stage.overlay = this.overlay;
        this.held.overlay();
        this.held.draw();
      } else if (this.held.el.isConnected) {
        this.held.leave();
        this.scanner.pause();
        const { stage } = this.host;
        if (stage.overlay !== this.overlay) return; // the question arrived at has taken it already
        stage.overlay = null;
        stage.motion.rest();
      }
    }

    // What is offered once it is answered: one's own hold and a good one.
    offer() {
      const { h } = this, go = (text, probe) => h("button", { type: "button", class: "mk-quiet", onclick: () => this.scanner.hold(probe) }, text);
      this.holds.hidden = false;
      this.holds.replaceChildren(go("My hold", this.own ?? this.good), go("A good hold", this.good));
    }

    show(state) {
      const before = this.answered;
      this.answered = Boolean(state);
      this.check.hidden = this.answered;
      this.check.disabled = !this.scanner || Boolean(this.scanner.busy);
      if (!this.answered) { this.holds.hidden = true; this.own = null; }
      if (before === this.answered && this.scanner) return;
      if (state) this.own = state.verdict === "shown" ? null : state.answer;
      if (before === this.answered && this.waiting) return;
      this.waiting = true;
      this.ask({ do: "bench" });
      if (this.answered) this.scanner?.rest();
    }
  }

  inputs.probe = ({ h, model, item, state, send, answer, open, begin }) => {
    if (!open && !begun.has(item.id) && !state) return h("button", { type: "button", class: "mk-check", onclick: begin }, "Take the probe");
    const hold = begun.get(item.id) ?? new Hold({ h, model, item, send });
    begun.set(item.id, hold);
    hold.answer = answer;
    hold.show(state);
    return hold.el;
  };
}
