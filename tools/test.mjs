/** `npm test`: installs what is missing, then runs every check and every test. */
import { bootstrap } from './site/run.mjs'

await bootstrap('tools/test/main.ts')
