/** Ordered keys with revisions, transactions and watch, in memory or in a SQLite file. */
export type { Change, Entry, Range, Store, Transaction, Unsubscribe, Written } from './store.ts'
export { Compacted, UnusableState } from './store.ts'
export type { Collection, Id, Reader } from './collection.ts'
export { collection, keyOf } from './collection.ts'
export type { MemoryStoreFacts } from './memory.ts'
export { createMemoryStore } from './memory.ts'
export type { SqliteStoreFacts } from './sqlite.ts'
export { openSqliteStore } from './sqlite.ts'
