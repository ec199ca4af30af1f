/** How long the sessions of users and of root live. */
import type { Principal } from '../../../policy/index.ts'

const twelveHours = 43_200
const oneHour = 3600

/** Root is given an hour at most, whatever it asks for: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
export const userOrRootSeconds = (asked: number | undefined, principal: Principal): number =>
  principal.kind === 'root' ? Math.min(asked ?? oneHour, oneHour) : (asked ?? twelveHours)
