// Panels beside the 3D view, by kind; a file that makes one adds it.

const panels = {};
