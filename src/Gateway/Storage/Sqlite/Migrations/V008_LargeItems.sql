-- A large upload: its content stands in pieces beside the item, and what was taken out of it for each client is an item of its own.
ALTER TABLE offline_item ADD COLUMN parent BLOB;
ALTER TABLE offline_item ADD COLUMN pieces INTEGER NOT NULL DEFAULT 0;
CREATE INDEX offline_item_by_parent ON offline_item (parent, sequence) WHERE parent IS NOT NULL;

CREATE TABLE offline_piece (
  receipt BLOB NOT NULL,
  number INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (receipt, number)
) STRICT;
