/** What the demo shows, in order. */
import type { Act } from '../perform.ts'
import { end } from './end.ts'
import { refusals } from './refusals.ts'
import { role } from './role.ts'
import { setting } from './setting.ts'
import { trail } from './trail.ts'
import { withRole } from './with-role.ts'
import { withoutRole } from './without-role.ts'

export const acts: readonly Act[] = [setting, withoutRole, role, withRole, refusals, trail, end]
