-- What fits a need, as it was last worked out, and what both firms made of it. A need and a firm meet once.
CREATE TABLE pairings (
    id TEXT PRIMARY KEY NOT NULL,
    need_id TEXT NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
    product_id TEXT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    buyer_id TEXT NOT NULL,
    seller_id TEXT NOT NULL,
    -- Its place among the need's pairings; none when it is no longer among the first.
    place BIGINT,
    -- Hundredths of a point.
    score BIGINT NOT NULL,
    fit TEXT NOT NULL,
    -- What the need was read to ask for.
    good TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'seen', 'interested', 'contacted', 'agreed', 'declined')),
    reason TEXT,
    note TEXT NOT NULL DEFAULT '',
    -- Digest of what both sides stated when it was declined.
    facts TEXT NOT NULL DEFAULT '',
    state_at TIMESTAMP NOT NULL,
    UNIQUE (need_id, seller_id)
);
CREATE INDEX pairings_seller ON pairings (seller_id, state, score);
CREATE INDEX pairings_buyer ON pairings (buyer_id, state, score);
CREATE INDEX pairings_product ON pairings (product_id);
CREATE INDEX pairings_not_made ON pairings (good, seller_id) WHERE reason = 'not_made';

-- Each step of a pairing, by which side.
CREATE TABLE pairing_events (
    id TEXT PRIMARY KEY NOT NULL,
    pairing_id TEXT NOT NULL REFERENCES pairings (id) ON DELETE CASCADE,
    at TIMESTAMP NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buyer', 'seller', 'site')),
    user_id TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX pairing_events_pairing ON pairing_events (pairing_id);

-- What has changed since the pairings were worked out; handed on by the search feed.
CREATE TABLE match_dirty (
    kind TEXT NOT NULL CHECK (kind IN ('product', 'need', 'category')),
    subject_id TEXT NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (kind, subject_id)
);

-- The working out of all needs: where it stands, so that it goes on where it was stopped.
CREATE TABLE match_runs (
    id TEXT PRIMARY KEY NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    after_need TEXT NOT NULL DEFAULT '',
    done BIGINT NOT NULL DEFAULT 0,
    finished_at TIMESTAMP
);

-- What the factors beside the fit are worth: every version, the last one in force.
CREATE TABLE match_weights (
    version BIGINT PRIMARY KEY NOT NULL,
    weights TEXT NOT NULL,
    note TEXT NOT NULL,
    author TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

-- What firms said of the inputs that they most likely need.
CREATE TABLE latent_answers (
    firm_id TEXT NOT NULL REFERENCES firms (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('accepted', 'dismissed')),
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (firm_id, name)
);
CREATE INDEX latent_answers_name ON latent_answers (name);

-- Predicted edges that an operator does not want in the chain graph.
CREATE TABLE chain_refusals (
    input TEXT NOT NULL,
    product TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (input, product)
);
