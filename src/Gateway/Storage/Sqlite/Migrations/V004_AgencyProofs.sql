-- How an agency wants refusals on its vendor's paths: 1 as problem documents, 2 in the vendor's own error shape.
ALTER TABLE agency ADD COLUMN refusal INTEGER NOT NULL DEFAULT 1;

-- What proves an agency besides its gateway keys. kind 1: a client certificate, hash is its SHA-256 thumbprint. kind 2: a vendor
-- credential, hash is the keyed hash of header and value, subject is the header's name. Never the credential itself.
CREATE TABLE agency_proof (
  kind INTEGER NOT NULL,
  hash BLOB NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  subject TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER,
  PRIMARY KEY (kind, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX agency_proof_by_agency ON agency_proof (agency_id);
