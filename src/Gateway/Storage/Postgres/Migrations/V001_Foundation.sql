-- Times are UTC with microseconds; days are counted from 0001-01-01 = 0.
-- Hashes are keyed pseudonyms of 16 bytes. Everything named sealed_ or wrapped_ is AES-256-GCM ciphertext, which does not compress.
-- No table holds an identifier, a name or a payload in clear.

CREATE TABLE agency (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  name text NOT NULL,
  type integer NOT NULL,
  disabled boolean NOT NULL,
  created_at timestamptz NOT NULL,
  -- How it wants refusals on its vendor's paths: 1 as problem documents, 2 in the vendor's own error shape.
  refusal integer NOT NULL
);

-- Gateway keys of agencies: keyed hashes of the secrets. At most the two latest of an agency have no end.
CREATE TABLE agency_key (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  agency_id text COLLATE "C" NOT NULL REFERENCES agency (id),
  hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX agency_key_by_agency ON agency_key (agency_id, id);

-- What proves an agency besides its gateway keys. kind 1: a client certificate, hash is its SHA-256 thumbprint. kind 2: a vendor
-- credential, hash is the keyed hash of header and value, subject is the header's name. Never the credential itself.
CREATE TABLE agency_proof (
  kind integer NOT NULL,
  hash bytea NOT NULL,
  agency_id text COLLATE "C" NOT NULL REFERENCES agency (id),
  subject text NOT NULL,
  created_at timestamptz NOT NULL,
  ends_at timestamptz,
  PRIMARY KEY (kind, hash)
);
CREATE INDEX agency_proof_by_agency ON agency_proof (agency_id);

-- The key of each agency that wraps its data keys, itself wrapped by the key-encryption key that is named.
CREATE TABLE agency_key_encryption (
  agency_id text COLLATE "C" NOT NULL PRIMARY KEY,
  kek_id text NOT NULL,
  wrapped_key bytea NOT NULL,
  created_at timestamptz NOT NULL
);

-- Tells whether the key ring is the one this storage was written with.
CREATE TABLE key_check (
  key_id text COLLATE "C" NOT NULL PRIMARY KEY,
  purpose text NOT NULL,
  value bytea NOT NULL
);

-- Persons that were found to be the same human being share a cluster: the id of their representative.
CREATE TABLE person (
  id bigint NOT NULL PRIMARY KEY,
  cluster bigint NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX person_by_cluster ON person (cluster);

-- Why persons are one. Append-only.
CREATE TABLE person_link (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kept bigint NOT NULL REFERENCES person (id),
  joined bigint NOT NULL REFERENCES person (id),
  reason text NOT NULL,
  linked_at timestamptz NOT NULL
);

-- What leads to a person. Append-only; learned until a form states it.
CREATE TABLE reference (
  scheme integer NOT NULL,
  hash bytea NOT NULL,
  person bigint NOT NULL REFERENCES person (id),
  learned boolean NOT NULL,
  PRIMARY KEY (scheme, hash, person)
);

-- A client of one agency; hash is the pseudonym of that agency's own client id.
CREATE TABLE client (
  hash bytea NOT NULL PRIMARY KEY,
  person bigint NOT NULL REFERENCES person (id),
  agency_id text COLLATE "C" NOT NULL,
  sealed_id bytea NOT NULL
);

-- The forms, by person. A row never changes but for superseded and has_document. client_age is whether the client was an adult on the
-- day of signing: 0 not known, 1 minor, 2 adult.
CREATE TABLE roi (
  person bigint NOT NULL REFERENCES person (id),
  client bytea NOT NULL REFERENCES client (hash),
  version integer NOT NULL,
  agency_id text COLLATE "C" NOT NULL,
  choice integer NOT NULL,
  signed_from timestamptz NOT NULL,
  signed_to timestamptz NOT NULL,
  signed_on text NOT NULL,
  ends_on integer,
  signer integer NOT NULL,
  source integer NOT NULL,
  has_document boolean NOT NULL,
  superseded boolean NOT NULL,
  recorded_at timestamptz NOT NULL,
  client_age integer NOT NULL,
  has_identity boolean NOT NULL,
  name_hash bytea,
  birth_hash bytea,
  ssn_hash bytea,
  sealed_details bytea NOT NULL,
  PRIMARY KEY (person, client, version)
);

-- Who has a No Sharing on file, without reading every form.
CREATE INDEX roi_no_sharing ON roi (person) WHERE choice = 3;

-- Signed copies of forms. Append-only: a corrected copy has the next number. bytes is the length of the copy in clear.
CREATE TABLE roi_document (
  client bytea NOT NULL REFERENCES client (hash),
  version integer NOT NULL,
  number integer NOT NULL,
  agency_id text COLLATE "C" NOT NULL,
  stored_at timestamptz NOT NULL,
  bytes bigint NOT NULL,
  wrapped_key bytea NOT NULL,
  sealed_details bytea NOT NULL,
  sealed_content bytea NOT NULL,
  PRIMARY KEY (client, version, number)
);
ALTER TABLE roi_document ALTER COLUMN sealed_content SET STORAGE EXTERNAL;

-- The ids that answers and records taught, where they have the shape of an identifier: sealed under the agency's key, so that they can be
-- looked for in other clients' requests when the person chooses No Sharing. The ids of forms are sealed with the forms.
CREATE TABLE learned_identifier (
  person bigint NOT NULL REFERENCES person (id),
  scheme integer NOT NULL,
  hash bytea NOT NULL,
  agency_id text COLLATE "C" NOT NULL,
  vendor text NOT NULL,
  sealed_value bytea NOT NULL,
  PRIMARY KEY (person, scheme, hash)
);

-- Which persons a person with a reason took apart. Append-only; nothing links them again.
CREATE TABLE person_separation (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  one bigint NOT NULL REFERENCES person (id),
  other bigint NOT NULL REFERENCES person (id),
  client bytea NOT NULL REFERENCES client (hash),
  reason text NOT NULL,
  separated_at timestamptz NOT NULL
);

-- The offline queue. parent and pieces belong to large uploads: the content stands in pieces beside the item, and what was taken out of it
-- for each client is an item of its own.
CREATE TABLE offline_item (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  receipt uuid NOT NULL UNIQUE,
  agency_id text COLLATE "C" NOT NULL,
  received_at timestamptz NOT NULL,
  code text NOT NULL,
  locked_attempt boolean NOT NULL,
  record_kinds text NOT NULL,
  status integer NOT NULL,
  attempts integer NOT NULL,
  bytes bigint NOT NULL,
  clients bytea NOT NULL,
  wrapped_key bytea NOT NULL,
  sealed_details bytea NOT NULL,
  sealed_content bytea NOT NULL,
  parent uuid,
  pieces integer NOT NULL
);
CREATE INDEX offline_item_by_agency ON offline_item (agency_id, sequence);
CREATE INDEX offline_item_by_status ON offline_item (status, received_at);
CREATE INDEX offline_item_by_parent ON offline_item (parent, sequence) WHERE parent IS NOT NULL;
ALTER TABLE offline_item ALTER COLUMN sealed_content SET STORAGE EXTERNAL;

CREATE TABLE offline_piece (
  receipt uuid NOT NULL,
  number integer NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (receipt, number)
);
ALTER TABLE offline_piece ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE offline_item_client (
  client bytea NOT NULL,
  sequence bigint NOT NULL REFERENCES offline_item (sequence),
  PRIMARY KEY (client, sequence)
);
CREATE INDEX offline_item_client_by_item ON offline_item_client (sequence);

-- The contents of open items (held or in doubt): what a request is compared with when it is sent again. Keyed hashes; a row goes when
-- its item closes.
CREATE TABLE offline_open (
  content bytea NOT NULL,
  sequence bigint NOT NULL UNIQUE REFERENCES offline_item (sequence),
  in_doubt boolean NOT NULL,
  PRIMARY KEY (content, sequence)
);

-- Each time an item's content was received; only for items that were received more than once.
CREATE TABLE offline_attempt (
  sequence bigint NOT NULL REFERENCES offline_item (sequence),
  number integer NOT NULL,
  received_at timestamptz NOT NULL,
  decision uuid NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (sequence, number)
);

-- Keyed hashes of the Idempotency-Key headers seen lately, with the content that came with each.
CREATE TABLE idempotency_key (
  hash bytea NOT NULL PRIMARY KEY,
  content bytea NOT NULL,
  seen_at timestamptz NOT NULL
);
CREATE INDEX idempotency_key_by_time ON idempotency_key (seen_at);

-- The ledger: one chain for each writer.
CREATE TABLE ledger (
  chain integer NOT NULL,
  sequence bigint NOT NULL,
  entry bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (chain, sequence)
);

-- The last entry of each chain as its writer remembers it, so that entries missing at the end are noticed. anchored once the ledger has
-- had an anchor outside the storage: its absence is then noticed.
CREATE TABLE ledger_head (
  chain integer NOT NULL PRIMARY KEY,
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  anchored boolean NOT NULL
);
INSERT INTO ledger_head (chain, sequence, hash, anchored) VALUES (1, 0, decode(repeat('00', 32), 'hex'), false);

-- Who acted and what they noted, sealed under the agency's key. The ledger's entry that is named holds the digest (SHA-256 over the
-- ciphertext) only, so that deleting a row here erases what it said and leaves the chain whole.
CREATE TABLE actor_statement (
  digest bytea NOT NULL PRIMARY KEY,
  agency_id text COLLATE "C" NOT NULL,
  chain integer NOT NULL,
  sequence bigint NOT NULL,
  sealed bytea NOT NULL
);
