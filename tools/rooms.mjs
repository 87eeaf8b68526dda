/**
 * The rooms of the code, each tree from the ground to the roof: a file may import from its own room and from those before it. The one place for
 * this order: `.dependency-cruiser.mjs` makes its rules of it, `tools/boundaries.mjs` asks that every file lies in one of the rooms.
 *
 * `folder/` holds all that is below, `folder/*` only the files that lie directly in it, `folder/**\/file.ts` those of that name in it and below. A list
 * is one room.
 */
export const ROOMS = {
  src: [
    // The ground, and what every feature builds on.
    'ui/',
    'page/',
    // What several places share.
    'camera/',
    'recipe/',
    'run/',
    'device/',
    'scores/',
    'model/',
    // The places, by what a person does, and what shows one picture's Grad-CAM in two of them.
    'dataset/',
    'explain/',
    'runs/',
    'training/',
    'predict/',
    'results/',
    // The roof: shell, the store put together, the entry.
    'app/',
    'main.tsx',
    // A page of its own, which goes to people without the studio.
    'onepage/',
  ],
  workers: [
    'random.ts',
    // A network is made of layers, and each kind of layer tells of itself in its own folder.
    ['model/', 'operations/**/facts.ts', 'operations/**/functions.ts'],
    'secureOnly.ts',
    'protocol/',
    'protocol.ts',
    'starting.ts',
    'recipe/',
    'storage/',
    'offline/',
    'metrics/',
    // The network of the page that is sent, with each operation's form there.
    ['onepage/', 'operations/**/onepage.ts'],
    'embedding/',
    'pageFiles.ts',
    'client.ts',
    // Libraries: what becomes of files and of tensors. They know no trainer.
    'download/',
    'push/',
    // With each operation's forms for the engines.
    [
      'engine/',
      'operations/**/webgpu.ts',
      'operations/**/wasm.ts',
      'operations/**/kinds.ts',
      'operations/**/tfjs.ts',
      'operations/**/loops.ts',
    ],
    ['export/', 'operations/**/fold.ts', 'operations/**/onnx.ts', 'operations/**/layersModel.ts', 'operations/**/half.ts'],
    'data/files/',
    'data/layouts/',
    'data/tables/',
    'data/dataset/',
    'data/pixels/',
    'data/decode/',
    'data/health/',
    'data/takeaway/',
    'data/batches/',
    // The trainer: what a run needs, the run, what comes of it, and the roof that puts it together.
    'trainer/weights/',
    'trainer/devices/',
    'trainer/fit/',
    'trainer/features/',
    'trainer/pictures/',
    'trainer/model/',
    'trainer/runs/',
    'trainer/answers/',
    'trainer/labels/',
    'trainer/map/',
    'trainer/noneof/',
    'trainer/search/',
    'trainer/assist/',
    'trainer/downloads/',
    'trainer/*',
  ],
}

/** Files that stand beside a room's own and may look anywhere: tests and what they share. */
export const BESIDE = '\\.test\\.tsx?$|/(testing|fixtures)/|/testing\\.ts$'

/** @param {string} place */
const placeOf = (place) => {
  if (place.endsWith('/*')) return `${place.slice(0, -1)}[^/]+$`
  return place.endsWith('/') ? place : `${place.replace('.', '\\.').replace('**/', '.*')}$`
}

/** @param {string} tree @param {string | readonly string[]} room @returns {string} the pattern of the paths of a room's files */
export const patternOf = (tree, room) => `^${tree}/(${[room].flat().map(placeOf).join('|')})`
