/** Runs before `npm pack`: installs what is missing, builds what goes into the package. */
import { bootstrap } from './site/run.mjs'

await bootstrap('tools/pack/main.ts')
