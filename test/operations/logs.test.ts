/** The operations of logs, each proven by its file in logs/. OPERATIONS=Name,Name chooses some of them. */
import { proveService } from './support/prove.ts'

proveService('logs')
