/** The operations of eks-auth, each proven by its file in eks-auth/. OPERATIONS=Name,Name chooses some of them. */
import { proveService } from './support/prove.ts'

proveService('eks-auth')
