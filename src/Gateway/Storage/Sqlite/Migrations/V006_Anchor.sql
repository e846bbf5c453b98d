-- 1 once the ledger has had an anchor outside the storage: its absence is then noticed.
ALTER TABLE ledger_head ADD COLUMN anchored INTEGER NOT NULL DEFAULT 0;
