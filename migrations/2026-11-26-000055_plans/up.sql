-- City-wide choices of pairings, with what they were made by and what they do.
CREATE TABLE plans (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    rules TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    -- Thousandths of a point.
    score BIGINT NOT NULL DEFAULT 0,
    chance BIGINT NOT NULL DEFAULT 0,
    bonus BIGINT NOT NULL DEFAULT 0,
    bound BIGINT NOT NULL DEFAULT 0,
    effects TEXT NOT NULL DEFAULT '',
    failure TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL
);

-- What a plan chose, one row for each need that it serves.
CREATE TABLE plan_choices (
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    need_id TEXT NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
    product_id TEXT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    seller_id TEXT NOT NULL,
    -- Hundredths of a point.
    score BIGINT NOT NULL,
    -- Its place among the need's candidates, and the points by which it falls short of the best.
    place BIGINT NOT NULL,
    short BIGINT NOT NULL,
    pinned BOOLEAN NOT NULL,
    PRIMARY KEY (plan_id, need_id)
);
CREATE INDEX plan_choices_need ON plan_choices (need_id);
CREATE INDEX plan_choices_product ON plan_choices (product_id);

-- Pairs that every further plan must hold or must not.
CREATE TABLE plan_wishes (
    need_id TEXT NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
    seller_id TEXT NOT NULL REFERENCES firms (id) ON DELETE CASCADE,
    wish TEXT NOT NULL CHECK (wish IN ('pin', 'forbid')),
    author TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (need_id, seller_id)
);
CREATE INDEX plan_wishes_seller ON plan_wishes (seller_id);
