-- Times are UTC in ticks of 100 ns since 0001-01-01; days are counted from 0001-01-01 = 0.
-- Hashes are keyed pseudonyms of 16 bytes. Everything named sealed_ or wrapped_ is AES-256-GCM ciphertext.
-- No table holds an identifier, a name or a payload in clear.

CREATE TABLE agency (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  type INTEGER NOT NULL,
  disabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Gateway keys of agencies: keyed hashes of the secrets. At most the two latest of an agency have no end.
CREATE TABLE agency_key (
  id INTEGER PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX agency_key_by_agency ON agency_key (agency_id, id);

-- The key of each agency that wraps its data keys, itself wrapped by the key-encryption key that is named.
CREATE TABLE agency_key_encryption (
  agency_id TEXT NOT NULL PRIMARY KEY,
  kek_id TEXT NOT NULL,
  wrapped_key BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tells whether the key ring is the one this storage was written with.
CREATE TABLE key_check (
  key_id TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Persons that were found to be the same human being share a cluster: the id of their representative. The index holds only
-- those who are not their own representative, so it stays small.
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  cluster INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX person_by_cluster ON person (cluster) WHERE cluster <> id;

-- Why persons are one. Append-only.
CREATE TABLE person_link (
  id INTEGER PRIMARY KEY,
  kept INTEGER NOT NULL REFERENCES person (id),
  joined INTEGER NOT NULL REFERENCES person (id),
  reason TEXT NOT NULL,
  linked_at INTEGER NOT NULL
) STRICT;

-- What leads to a person. Append-only; learned = 1 until a form states it.
CREATE TABLE reference (
  scheme INTEGER NOT NULL,
  hash BLOB NOT NULL,
  person INTEGER NOT NULL REFERENCES person (id),
  learned INTEGER NOT NULL,
  PRIMARY KEY (scheme, hash, person)
) STRICT, WITHOUT ROWID;

-- A client of one agency; hash is the pseudonym of that agency's own client id.
CREATE TABLE client (
  hash BLOB NOT NULL PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (id),
  agency_id TEXT NOT NULL,
  sealed_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The forms, stored by person: everything on file for one is read in one place. A row never changes but for superseded and has_document.
CREATE TABLE roi (
  person INTEGER NOT NULL REFERENCES person (id),
  client BLOB NOT NULL REFERENCES client (hash),
  version INTEGER NOT NULL,
  agency_id TEXT NOT NULL,
  choice INTEGER NOT NULL,
  signed_from INTEGER NOT NULL,
  signed_to INTEGER NOT NULL,
  signed_on TEXT NOT NULL,
  ends_on INTEGER,
  signer INTEGER NOT NULL,
  source INTEGER NOT NULL,
  has_document INTEGER NOT NULL,
  superseded INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  has_identity INTEGER NOT NULL,
  name_hash BLOB,
  birth_hash BLOB,
  ssn_hash BLOB,
  sealed_details BLOB NOT NULL,
  PRIMARY KEY (person, client, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE offline_item (
  sequence INTEGER PRIMARY KEY,
  receipt BLOB NOT NULL UNIQUE,
  agency_id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  code TEXT NOT NULL,
  locked_attempt INTEGER NOT NULL,
  record_kinds TEXT NOT NULL,
  status INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  clients BLOB NOT NULL,
  wrapped_key BLOB NOT NULL,
  sealed_details BLOB NOT NULL,
  sealed_content BLOB NOT NULL
) STRICT;
CREATE INDEX offline_item_by_agency ON offline_item (agency_id, sequence);
CREATE INDEX offline_item_by_status ON offline_item (status, received_at);

CREATE TABLE offline_item_client (
  client BLOB NOT NULL,
  sequence INTEGER NOT NULL REFERENCES offline_item (sequence),
  PRIMARY KEY (client, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
  sequence INTEGER PRIMARY KEY,
  entry BLOB NOT NULL,
  hash BLOB NOT NULL
);

-- The last entry as the writer remembers it, so that entries missing at the end are noticed.
CREATE TABLE ledger_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
INSERT INTO ledger_head (id, sequence, hash) VALUES (1, 0, zeroblob(32));
