-- What firms sought in vain and made a need of: the words, the day, and a keyed digest of the firm, so that different
-- firms can be counted and none can be named from this table.
CREATE TABLE leads (
    text TEXT NOT NULL,
    who TEXT NOT NULL,
    day DATE NOT NULL,
    PRIMARY KEY (text, who)
);
CREATE INDEX leads_day ON leads (day);

-- Kept searches tell their owner of what is new: how often, when they were looked at last, and what was there then.
ALTER TABLE saved_searches ADD COLUMN cadence TEXT NOT NULL DEFAULT 'never' CHECK (cadence IN ('never', 'daily', 'weekly'));
ALTER TABLE saved_searches ADD COLUMN looked_at TIMESTAMP;
ALTER TABLE saved_searches ADD COLUMN seen TEXT NOT NULL DEFAULT '[]';
