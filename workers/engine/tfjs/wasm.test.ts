import { holdToPyTorch } from '../fixtures/processorCases'
import { createTfjsEngine } from './create'

holdToPyTorch(() => createTfjsEngine({ backend: 'tfjs-wasm' }))
