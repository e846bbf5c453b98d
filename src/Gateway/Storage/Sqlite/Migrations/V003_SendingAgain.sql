-- The contents of open items (held or in doubt): what a request is compared with when it is sent again. Keyed hashes; a row goes when
-- its item closes.
CREATE TABLE offline_open (
  content BLOB NOT NULL,
  sequence INTEGER NOT NULL UNIQUE REFERENCES offline_item (sequence),
  in_doubt INTEGER NOT NULL,
  PRIMARY KEY (content, sequence)
) STRICT, WITHOUT ROWID;

-- Each time an item's content was received; only for items that were received more than once.
CREATE TABLE offline_attempt (
  sequence INTEGER NOT NULL REFERENCES offline_item (sequence),
  number INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  decision BLOB NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (sequence, number)
) STRICT, WITHOUT ROWID;

-- Keyed hashes of the Idempotency-Key headers seen lately, with the content that came with each.
CREATE TABLE idempotency_key (
  hash BLOB NOT NULL PRIMARY KEY,
  content BLOB NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_key_by_time ON idempotency_key (seen_at);
