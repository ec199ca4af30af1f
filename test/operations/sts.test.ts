/** The operations of sts, each proven by its file in sts/. OPERATIONS=Name,Name chooses some of them. */
import { proveService } from './support/prove.ts'

proveService('sts')
