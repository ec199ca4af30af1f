/** The operations of organizations, each proven by its file in organizations/. OPERATIONS=Name,Name chooses some of them. */
import { proveService } from './support/prove.ts'

proveService('organizations')
