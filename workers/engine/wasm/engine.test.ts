import { holdToPyTorch } from '../fixtures/processorCases'
import { createWasmEngine } from './create'

holdToPyTorch(async () => createWasmEngine())
