/** The operations of cloudtrail, each proven by its file in cloudtrail/. OPERATIONS=Name,Name chooses some of them. */
import { proveService } from './support/prove.ts'

proveService('cloudtrail')
