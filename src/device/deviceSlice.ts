/** What the trainer would run on, and what else there is. */
import type { DeviceOffer } from '../../workers/protocol'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RecipeSlice } from '../recipe/recipeSlice'

export interface DeviceSlice {
  /** Null until the trainer has answered, and where nothing would train. */
  readonly deviceOffer: DeviceOffer | null
  /** Whether the last answer was that nothing would: what is chosen is not here (any more), and a problem says so. */
  readonly hasNoDevice: boolean
  /** Asks anew, for the recipe: its backend and, where a graphics card was found wrong for some network, its network. */
  refreshDevice(): Promise<void>
}

export function createDeviceSlice({ set, get, client }: SliceContext<DeviceSlice & RecipeSlice & ProblemsSlice>): DeviceSlice {
  let asked = 0
  return {
    deviceOffer: null,
    hasNoDevice: false,
    async refreshDevice() {
      const { config } = get()
      const mine = ++asked
      const isCurrent = () => mine === asked && get().config.backend === config.backend
      try {
        const deviceOffer = await client.api.devices.offer(config)
        if (!isCurrent()) return
        set({ deviceOffer, hasNoDevice: false })
        get().clearProblems(['no-webgpu'])
      } catch (thrown) {
        if (isCurrent()) set({ deviceOffer: null, hasNoDevice: true })
        get().report(thrown)
      }
    },
  }
}
