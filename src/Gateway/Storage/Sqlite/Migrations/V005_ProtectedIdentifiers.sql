-- The ids that answers and records taught, where they have the shape of an identifier: sealed under the agency's key, so that they can be
-- looked for in other clients' requests when the person chooses No Sharing. The ids of forms are sealed with the forms.
CREATE TABLE learned_identifier (
  person INTEGER NOT NULL REFERENCES person (id),
  scheme INTEGER NOT NULL,
  hash BLOB NOT NULL,
  agency_id TEXT NOT NULL,
  vendor TEXT NOT NULL,
  sealed_value BLOB NOT NULL,
  PRIMARY KEY (person, scheme, hash)
) STRICT, WITHOUT ROWID;

-- Who has a No Sharing on file, without reading every form.
CREATE INDEX roi_no_sharing ON roi (person) WHERE choice = 3;
