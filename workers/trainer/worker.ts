/** Entry of the trainer worker. */
import * as Comlink from 'comlink'
import { registerPageFiles } from '../pageFiles'
import { createTrainer } from './trainer'

registerPageFiles()
Comlink.expose(createTrainer(new URL(import.meta.env.BASE_URL, self.location.origin).href))
