/** `npm run train`: installs what is missing, then trains without a window. */
import { bootstrap } from './site/run.mjs'

// tsx would leave its cache in the folder for temporary files; these modules compile in a moment.
process.env.TSX_DISABLE_CACHE = '1'
await bootstrap('tools/train/main.ts')
