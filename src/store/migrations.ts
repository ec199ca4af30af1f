/** The state file's schema as numbered steps; PRAGMA user_version says how many of them a file has seen. */

/** Tells a state file of ours from any other SQLite file: `Podp` in ASCII. */
export const applicationId = 0x506f6470

export const migrations: readonly string[] = [
  `CREATE TABLE entries (
     key TEXT NOT NULL PRIMARY KEY,
     value TEXT NOT NULL,
     create_revision INTEGER NOT NULL,
     revision INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE counters (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   INSERT INTO counters VALUES ('revision', 0);`,
]
