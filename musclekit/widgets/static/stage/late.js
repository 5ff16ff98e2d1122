// A widget model whose kernel comes later: until then it answers from a state the page brought along.

class LateModel {
  constructor(state, widgetManager) {
    this.state = state;
    this.widget_manager = widgetManager;
    this.heard = [];
    this.unsent = [];
  }

  get(name) { return this.real ? this.real.get(name) : this.state[name]; }

  set(name, value) {
    if (this.real) return this.real.set(name, value);
    this.state[name] = value;
    this.tell(name);
  }

  save_changes() { this.real?.save_changes(); }

  send(...message) {
    if (this.real) this.real.send(...message);
    else this.unsent.push(message);
  }

  on(event, act) {
    this.heard.push([event, act]);
    this.real?.on(event, act);
  }

  off(event, act) {
    this.heard = this.heard.filter((one) => one[0] !== event || (act && one[1] !== act));
    this.real?.off(event, act);
  }

  tell(name) { for (const [event, act] of this.heard) if (event === `change:${name}`) act(); }

  // From now on `real` answers: what differs by then is told, what was said is sent.
  attach(real) {
    const before = this.state;
    this.real = real;
    for (const [event, act] of this.heard) real.on(event, act);
    for (const name of Object.keys(before))
      if (!name.startsWith("_") && !same(before[name], real.get(name))) this.tell(name);
    for (const message of this.unsent.splice(0)) real.send(...message);
  }
}

const same = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);
