/** `npm test`: installs what is missing, then runs every check and every test. */
import { bootstrap } from './site/run.mjs'

// Without its packages nothing was tested, which the last line says as always.
await bootstrap('tools/test/main.ts', '\n0 passed, 1 failed')
