import { createMemoryStore } from './index.ts'
import { storeSuite } from './suite.ts'

storeSuite('memory', (facts) => Promise.resolve(createMemoryStore(facts)))
