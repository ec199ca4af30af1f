/** The operations of s3, each proven by its file in s3/. OPERATIONS=Name,Name chooses some of them. */
import { proveService } from './support/prove.ts'

proveService('s3')
