/** Makes the trainer and has it answer the page. Runs when it is imported, by `worker.ts`. */
import * as Comlink from 'comlink'
import { registerPageFiles } from '../pageFiles'
import { fillCrypto } from '../secureOnly'
import { sayHere } from '../starting'
import { createTrainer } from './trainer'

fillCrypto()
registerPageFiles()
// The page lies above the folder of its scripts, wherever that is served.
Comlink.expose(createTrainer(new URL(import.meta.env.DEV ? '/' : '..', self.location.href).href))
sayHere()
