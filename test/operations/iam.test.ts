/** The operations of iam, each proven by its file in iam/. OPERATIONS=Name,Name chooses some of them. */
import { proveService } from './support/prove.ts'

proveService('iam')
