// Pictures of a question: asked for once, and again when it has been answered, for then they have names.

const shownWith = new Map(); // by item: its boards and what they are of

function picturesOf({ h, model, item, state, send }, options) {
  let mine = shownWith.get(item.id);
  if (!mine) {
    mine = { boards: Array.from({ length: item.pictures }, (_, i) => new PictureBoard(h, { label: "Picture", tallest: 0.5, ...options, measured: (values) => options.measured?.(values, i) })), stage: "" };
    mine.boards.forEach((board, i) => (board.face.dataset.key = `picture-${item.id}-${i}`));
    shownWith.set(item.id, mine);
    model.on("msg:custom", (message, buffers) => {
      if (message.kind !== "pictures" || message.item !== item.id || message.answered !== (mine.stage === "answered")) return;
      const each = message.answered ? 3 : 1;
      message.pictures.forEach((head, i) => takePicture(mine.boards[i], head, buffers.slice(i * each, (i + 1) * each)));
    });
  }
  const stage = state ? "answered" : "open";
  if (mine.stage !== stage) {
    if (stage === "open") for (const board of mine.boards) { board.mark([]); board.measuring?.clearAll(); board.tell(""); }
    mine.stage = stage;
    send("pictures", { item: item.id });
  }
  return mine.boards;
}

function takePicture(board, head, [pixels, labels, region]) {
  board.titled(head.title);
  board.show(head, labels ? [pixels, labels] : [pixels]);
  if (labels && board.cross) board.tell(board.nameAt(...board.cross) || board.placeInWords()); // its name is known now
  if (region) board.ring(new Uint8Array(region.buffer, region.byteOffset, region.byteLength));
}
