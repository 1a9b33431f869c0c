-- What is looked for, by day and by nobody in particular: no column here leads to a person.
CREATE TABLE search_log (
    text TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('product', 'need', 'firm')),
    day DATE NOT NULL,
    times BIGINT NOT NULL,
    found BIGINT NOT NULL,
    PRIMARY KEY (text, kind, day)
);
CREATE INDEX search_log_day ON search_log (day);

-- Pairs of words that mean the same, kept by the operators.
CREATE TABLE synonyms (
    id TEXT PRIMARY KEY NOT NULL,
    word TEXT NOT NULL,
    other TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL
);

-- Searches that people keep for themselves; `search` is the query of the address.
CREATE TABLE saved_searches (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX saved_searches_user ON saved_searches (user_id);
