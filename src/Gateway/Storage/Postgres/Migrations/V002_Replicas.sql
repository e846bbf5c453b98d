-- Permits of forwards in flight, of all replicas. persons: 8 bytes for each, in order; marks and words: keyed hashes, 8 bytes each, of
-- the identifiers that stand in the request, null for a large upload, which keeps them in memory. A holder that is told to stop has its
-- rows marked revoked. A forward whose connection was reset leaves its row marked reset for a while, so that a choice that waited for it says so. No row outlives its forward by more than the lifetime of a permit.
CREATE TABLE permit (
  id uuid NOT NULL PRIMARY KEY,
  replica uuid NOT NULL,
  persons bytea NOT NULL,
  agency_id text COLLATE "C" NOT NULL,
  vendor text COLLATE "C" NOT NULL,
  marks bytea,
  words bytea,
  renewals integer NOT NULL,
  revoked boolean NOT NULL,
  reset boolean NOT NULL
);
CREATE INDEX permit_revoked ON permit (replica) WHERE revoked;

-- The timeline of the server on which absent permits are relied on; after a promotion it is behind until a lifetime has been waited.
CREATE TABLE permit_timeline (
  id integer NOT NULL PRIMARY KEY,
  timeline text NOT NULL
);

-- What replicas keep in memory and a commit has changed, numbered without gaps in the order of the commits. id is random: after the promotion of
-- a server that lacks some, another row with the same number is told from the one that was lost.
CREATE TABLE change (
  version bigint NOT NULL PRIMARY KEY,
  id uuid NOT NULL,
  content bytea NOT NULL
);

-- The gateway processes. beats grows while one works; settled is the number of the ledger's entry before which none of its forwards is open.
CREATE TABLE replica (
  id uuid NOT NULL PRIMARY KEY,
  started_at timestamptz NOT NULL,
  beats bigint NOT NULL,
  settled bigint NOT NULL
);

-- Pieces of an upload that another replica is keeping have no item yet.
ALTER TABLE offline_piece ADD COLUMN stored_at timestamptz NOT NULL DEFAULT now();
