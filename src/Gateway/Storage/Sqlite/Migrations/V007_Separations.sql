-- Which persons a person with a reason took apart. Append-only; nothing links them again.
CREATE TABLE person_separation (
  id INTEGER PRIMARY KEY,
  one INTEGER NOT NULL REFERENCES person (id),
  other INTEGER NOT NULL REFERENCES person (id),
  client BLOB NOT NULL REFERENCES client (hash),
  reason TEXT NOT NULL,
  separated_at INTEGER NOT NULL
) STRICT;
