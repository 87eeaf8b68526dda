/** What the trainer would run on, and what else there is. */
import type { DeviceOffer } from '../../workers/protocol'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RecipeSlice } from '../recipe/recipeSlice'

export interface DeviceSlice {
  /** Null until the trainer has answered. */
  readonly deviceOffer: DeviceOffer | null
  /** Asks anew, for the recipe: its backend and, where a graphics card was found wrong for some network, its network. */
  refreshDevice(): Promise<void>
}

export function createDeviceSlice({ set, get, client }: SliceContext<DeviceSlice & RecipeSlice & ProblemsSlice>): DeviceSlice {
  let asked = 0
  return {
    deviceOffer: null,
    async refreshDevice() {
      const { config } = get()
      const mine = ++asked
      try {
        const deviceOffer = await client.api.devices.offer(config)
        if (mine === asked && get().config.backend === config.backend) set({ deviceOffer })
      } catch (thrown) {
        get().report(thrown)
      }
    },
  }
}
