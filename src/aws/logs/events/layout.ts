/** How the file of events is laid out: the events twice in the order of their time, by group and by stream, and what each stream holds. */
export const layout = `
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  grp TEXT NOT NULL,
  stream TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  ingested INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS events_of_group ON events (grp, timestamp, id);
CREATE INDEX IF NOT EXISTS events_of_stream ON events (stream, timestamp, id);
CREATE TABLE IF NOT EXISTS streams (
  stream TEXT PRIMARY KEY,
  grp TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  ingested INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS streams_of_group ON streams (grp);
`
