/** Entry of the trainer worker. */
import * as Comlink from 'comlink'
import { registerPageFiles } from '../pageFiles'
import { Trainer } from './trainer'

registerPageFiles()
Comlink.expose(new Trainer(new URL(import.meta.env.BASE_URL, self.location.origin).href))
