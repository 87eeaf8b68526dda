#!/usr/bin/env node
/** The command of the packed studio: serves the built folder that lies beside it. `tools/pack/main.ts` bundles it. */
import { join } from 'node:path'
import { asked, startServing } from '../start/serving'

try {
  await startServing({ ...asked('trainyard'), folder: join(import.meta.dirname, '..', 'dist') })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
