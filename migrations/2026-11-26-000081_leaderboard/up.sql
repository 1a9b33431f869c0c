-- How boards are made; the newest formula counts, and each published board holds the one that it was made by.
CREATE TABLE leaderboard_formulas (
    version TEXT PRIMARY KEY NOT NULL,
    line TEXT NOT NULL,
    author TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL
);

-- Boards of quarters as they were published: the CSV holds what went in and what came out.
CREATE TABLE leaderboard_quarters (
    quarter TEXT PRIMARY KEY NOT NULL,
    csv TEXT NOT NULL,
    published_at TIMESTAMP NOT NULL
);

-- The rows that prove a published board. No amount of a deal is in it.
CREATE TABLE leaderboard_evidence (
    quarter TEXT NOT NULL,
    position BIGINT NOT NULL,
    measure TEXT NOT NULL,
    division_code TEXT NOT NULL,
    subject TEXT NOT NULL,
    day DATE NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (quarter, position)
);

-- Appeals, with the row as it stood; one at a time for a division and quarter.
CREATE TABLE leaderboard_appeals (
    id TEXT PRIMARY KEY NOT NULL,
    quarter TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    rank BIGINT NOT NULL,
    medal TEXT CHECK (medal IN ('gold', 'silver', 'bronze')),
    author TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    outcome TEXT CHECK (outcome IN ('upheld', 'dismissed')),
    answer TEXT NOT NULL,
    decided_at TIMESTAMP
);
CREATE UNIQUE INDEX leaderboard_appeals_lasting ON leaderboard_appeals (quarter, code) WHERE decided_at IS NULL;

-- 2+8 referral: a park asks another to take over a need or a project; one offer of a matter is open at a time.
CREATE TABLE referrals (
    id TEXT PRIMARY KEY NOT NULL,
    matter TEXT NOT NULL,
    title TEXT NOT NULL,
    from_code TEXT NOT NULL,
    to_code TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('offered', 'accepted', 'declined')),
    author TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    reply TEXT NOT NULL,
    answered_at TIMESTAMP,
    landed_at TIMESTAMP
);
CREATE UNIQUE INDEX referrals_open ON referrals (matter) WHERE state = 'offered';
CREATE INDEX referrals_matter ON referrals (matter, made_at);
