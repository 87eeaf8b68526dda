/** Builds, serves and opens the studio; the part of `npm start` that needs the packages. */
import { buildIfChanged } from '../site/build'
import { asked, startServing } from './serving'

const options = asked('npm start --')
await buildIfChanged()
await startServing(options)
