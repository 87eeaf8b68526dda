/** `npm run predict`: installs what is missing, then answers about pictures. */
import { bootstrap } from './site/run.mjs'

// tsx would leave its cache in the folder for temporary files; these modules compile in a moment.
process.env.TSX_DISABLE_CACHE = '1'
await bootstrap('tools/predict/main.ts')
