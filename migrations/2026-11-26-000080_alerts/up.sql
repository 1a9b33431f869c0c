-- Matters that nobody has brought on in time, one row for each course: a need published anew begins another.
CREATE TABLE alert_matters (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('need', 'enquiry', 'verification', 'gap', 'task')),
    subject_id TEXT NOT NULL,
    -- What the pages of the subject are found by, and what it is called, as it was when the matter began.
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    division_code TEXT,
    started_at TIMESTAMP NOT NULL,
    -- The highest level that has fallen due, and when the next does.
    level TEXT CHECK (level IN ('yellow', 'orange', 'red')),
    next_at TIMESTAMP,
    cleared_at TIMESTAMP,
    UNIQUE (kind, subject_id, started_at)
);
CREATE INDEX alert_matters_next ON alert_matters (next_at) WHERE cleared_at IS NULL;
CREATE INDEX alert_matters_open ON alert_matters (level, started_at) WHERE cleared_at IS NULL;
CREATE INDEX alert_matters_cleared ON alert_matters (cleared_at);

-- Each level falls due once for a matter, and its post is told once.
CREATE TABLE alert_levels (
    matter_id TEXT NOT NULL REFERENCES alert_matters (id) ON DELETE CASCADE,
    level TEXT NOT NULL CHECK (level IN ('yellow', 'orange', 'red')),
    due_at TIMESTAMP NOT NULL,
    told_at TIMESTAMP,
    -- The division whose post was told; empty for the city's own.
    told_to TEXT,
    PRIMARY KEY (matter_id, level)
);
CREATE INDEX alert_levels_untold ON alert_levels (due_at) WHERE told_at IS NULL;
CREATE INDEX alert_levels_told ON alert_levels (told_at);

-- What people wrote, and what ended a matter.
CREATE TABLE alert_replies (
    id TEXT PRIMARY KEY NOT NULL,
    matter_id TEXT NOT NULL REFERENCES alert_matters (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    is_end BOOLEAN NOT NULL,
    author TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX alert_replies_matter ON alert_replies (matter_id, at);

-- Who hears of a level; an empty division stands for the city.
CREATE TABLE alert_posts (
    division_code TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('yellow', 'orange', 'red')),
    email TEXT NOT NULL,
    PRIMARY KEY (division_code, level)
);

-- Holiday notices that came after the program was made.
CREATE TABLE alert_notices (
    year BIGINT PRIMARY KEY NOT NULL,
    text TEXT NOT NULL
);
