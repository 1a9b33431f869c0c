ALTER TABLE saved_searches DROP COLUMN seen;
ALTER TABLE saved_searches DROP COLUMN looked_at;
ALTER TABLE saved_searches DROP COLUMN cadence;
DROP TABLE leads;
