/** The one connection of this page to the trainer. */
import { connectTrainer } from '../../workers/client'

export const trainer = connectTrainer()
