-- Matchmaking days: times in minutes of the day in Shanghai.
CREATE TABLE fairs (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    held_on DATE NOT NULL,
    starts_at BIGINT NOT NULL,
    slot_minutes BIGINT NOT NULL,
    slots BIGINT NOT NULL,
    tables BIGINT NOT NULL,
    per_row BIGINT NOT NULL,
    everyone_first BOOLEAN NOT NULL,
    author TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    planned_at TIMESTAMP,
    -- How often firms have been asked what came of it.
    asked BIGINT NOT NULL
);
CREATE INDEX fairs_held ON fairs (held_on);

CREATE TABLE fair_firms (
    fair_id TEXT NOT NULL REFERENCES fairs (id) ON DELETE CASCADE,
    firm_id TEXT NOT NULL REFERENCES firms (id) ON DELETE CASCADE,
    presence TEXT NOT NULL CHECK (presence IN ('invited', 'accepted', 'declined', 'absent')),
    -- The first slot of an absence.
    from_slot BIGINT NOT NULL,
    most_talks BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (fair_id, firm_id)
);
CREATE INDEX fair_firms_firm ON fair_firms (firm_id);

-- Who talks when and where; a pair of firms talks once.
CREATE TABLE fair_talks (
    id TEXT PRIMARY KEY NOT NULL,
    fair_id TEXT NOT NULL REFERENCES fairs (id) ON DELETE CASCADE,
    slot BIGINT NOT NULL,
    seat BIGINT NOT NULL,
    need_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    seller_id TEXT NOT NULL,
    score BIGINT NOT NULL,
    UNIQUE (fair_id, buyer_id, seller_id)
);
CREATE INDEX fair_talks_slot ON fair_talks (fair_id, slot, seat);

-- What the two say came of a talk, 30 and 90 days after it.
CREATE TABLE fair_outcomes (
    talk_id TEXT NOT NULL REFERENCES fair_talks (id) ON DELETE CASCADE,
    firm_id TEXT NOT NULL,
    days BIGINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('deal', 'talking', 'nothing', 'not_held')),
    note TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (talk_id, firm_id, days)
);
