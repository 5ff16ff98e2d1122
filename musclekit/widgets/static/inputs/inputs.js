// How each kind of question is answered: a function of what is asked that gives a node, by name.

const inputs = (globalThis.__musclekitInputs ??= {});
