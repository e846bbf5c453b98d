-- Who acted and what they noted, sealed under the agency's key. The ledger's entry that is named holds the digest (SHA-256 over the
-- ciphertext) only, so that deleting a row here erases what it said and leaves the chain whole.
CREATE TABLE actor_statement (
  digest BLOB NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Whether the client was an adult on the day of signing: 0 not known, 1 minor, 2 adult.
ALTER TABLE roi ADD COLUMN client_age INTEGER NOT NULL DEFAULT 0;

-- Signed copies of forms. Append-only: a corrected copy has the next number. bytes is the length of the copy in clear.
CREATE TABLE roi_document (
  client BLOB NOT NULL REFERENCES client (hash),
  version INTEGER NOT NULL,
  number INTEGER NOT NULL,
  agency_id TEXT NOT NULL,
  stored_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_details BLOB NOT NULL,
  sealed_content BLOB NOT NULL,
  UNIQUE (client, version, number)
) STRICT;
