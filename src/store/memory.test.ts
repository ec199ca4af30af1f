import { createMemoryStore } from './index.ts'
import { storeSuite } from './suite.test-support.ts'

storeSuite('memory', (facts) => Promise.resolve(createMemoryStore(facts)))
