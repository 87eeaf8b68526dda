/** `npm start`: installs what is missing, builds what changed, serves the studio and opens it. */
import { bootstrap } from './site/run.mjs'

await bootstrap('tools/start/main.ts')
