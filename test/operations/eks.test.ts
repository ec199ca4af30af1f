/** The operations of eks, each proven by its file in eks/. OPERATIONS=Name,Name chooses some of them. */
import { proveService } from './support/prove.ts'

proveService('eks')
