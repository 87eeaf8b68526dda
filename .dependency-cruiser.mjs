/** Who may import whom. The order of the rooms stands in `tools/rooms.mjs`; the walls below keep apart what no order would. */
import { BESIDE, patternOf, ROOMS } from './tools/rooms.mjs'

const upward = Object.entries(ROOMS).flatMap(([tree, rooms]) =>
  rooms.slice(0, -1).map((room, at) => ({
    name: `${tree}/${room} looks up`,
    severity: 'error',
    from: { path: patternOf(tree, room), pathNot: BESIDE },
    to: { path: rooms.slice(at + 1).map((above) => patternOf(tree, above)) },
  })),
)

export default {
  forbidden: [
    ...upward,
    {
      // A bundler's way to a text; Node knows none, and says so only when it comes there.
      name: 'what-node-runs-reads-no-text-as-a-module',
      severity: 'error',
      from: { path: '^tools/[^/]+/main\\.ts$' },
      to: { path: '\\.(html|md|py|txt|slurm)$', reachable: true },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '(\\?url|\\?raw|\\?worker|\\.css)$|^virtual:' },
    },
    {
      name: 'page-sees-only-protocol-recipe-and-client',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/onepage/' },
      to: { path: '^workers', pathNot: '^workers/(client\\.ts|protocol\\.ts|protocol/|recipe/|storage/|offline/site\\.ts)' },
    },
    {
      // Whatever it imports is in every such file.
      name: 'sent-page-sees-only-what-it-needs',
      severity: 'error',
      from: { path: '^(src/onepage/|workers/(onepage/|operations/.*onepage\\.ts))', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot:
          '^(src/(onepage|camera|ui)/|workers/((model|onepage|protocol|recipe|metrics|data/(pixels|decode|files))/|operations/.*(facts|functions|onepage)\\.ts))',
      },
    },
    { name: 'page-never-imports-tensorflow', severity: 'error', from: { path: '^(src|workers/client\\.ts)' }, to: { path: '@tensorflow' } },
    { name: 'only-tests-import-fakes', severity: 'error', from: { path: '^src', pathNot: BESIDE }, to: { path: '^src/testing/' } },
    { name: 'workers-never-import-the-page', severity: 'error', from: { path: '^workers' }, to: { path: '^src' } },
    {
      name: 'protocol-imports-only-the-schema-library',
      severity: 'error',
      from: { path: '^workers/protocol', pathNot: '\\.test\\.ts$|/testing/' },
      to: { pathNot: '^workers/protocol|valibot', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'recipe-imports-only-the-protocol',
      severity: 'error',
      from: { path: '^workers/recipe', pathNot: '\\.test\\.ts$' },
      // And the list of a network's blocks, which has to be one.
      to: { pathNot: '^workers/(recipe|protocol|model/blocks\\.ts)' },
    },
    {
      name: 'leaves-point-nowhere',
      severity: 'error',
      from: { path: '^workers/(model|metrics)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^workers/(?!model/|metrics/|protocol|random\\.ts|operations/.*(facts|functions)\\.ts)' },
    },
    {
      name: 'data-knows-no-engine',
      severity: 'error',
      from: { path: '^workers/data', pathNot: '\\.test\\.ts$' },
      to: { path: '^workers/(engine|trainer|export)' },
    },
    {
      name: 'downloads-see-no-pictures',
      severity: 'error',
      from: { path: '^workers/download', pathNot: '\\.test\\.ts$' },
      to: { path: '^workers/(?!download/|protocol|storage/|starting\\.ts)' },
    },
    {
      name: 'pushes-see-no-pictures',
      severity: 'error',
      from: { path: '^workers/push', pathNot: '\\.test\\.ts$' },
      to: { path: '^workers/(?!push/|protocol|download/watchdog\\.ts|starting\\.ts)' },
    },
    {
      name: 'the-hub-by-one-way',
      severity: 'error',
      from: { path: '^(workers|src)', pathNot: '^workers/push/(push|push\\.worker)\\.ts$|\\.test\\.ts$' },
      to: { path: '^workers/push/push\\.ts$|@huggingface' },
    },
    {
      name: 'engine-knows-only-the-model',
      severity: 'error',
      from: { path: '^workers/(engine/|operations/.*(webgpu|wasm|kinds|tfjs|loops)\\.ts)', pathNot: '\\.test\\.ts$' },
      to: { path: '^workers/(data|trainer|export|metrics|recipe)' },
    },
    {
      name: 'export-knows-no-engine-or-trainer',
      severity: 'error',
      from: { path: '^workers/(export/|operations/.*(fold|onnx|layersModel|half)\\.ts)', pathNot: '\\.test\\.ts$' },
      to: { path: '^workers/(engine|trainer|data)' },
    },
    {
      name: 'databases-by-one-way',
      severity: 'error',
      from: { path: '^(workers|src)', pathNot: '^workers/storage/database\\.ts$|\\.test\\.ts$|/testing/' },
      to: { path: 'node_modules/idb/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'tensorflow-only-in-its-engine',
      severity: 'error',
      from: { path: '^(workers|src)', pathNot: '^workers/engine/tfjs|\\.test\\.ts$' },
      to: { path: '@tensorflow' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'types', 'default'],
    },
  },
}
