/** What the kernels' tests stand on; an adapter is tried by it, too. */
export { runKernel, stepOf } from '../self-test/run-kernel'
