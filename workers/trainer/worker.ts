/** Entry of the trainer worker. */
import * as Comlink from 'comlink'
import { Trainer } from './trainer'

Comlink.expose(new Trainer(new URL(import.meta.env.BASE_URL, self.location.origin).href))
