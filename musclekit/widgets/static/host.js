// A scene, and nothing beside it.

export default {
  async render({ model, el }) {
    return (await makePlace({ model, el })).leave;
  },
};
