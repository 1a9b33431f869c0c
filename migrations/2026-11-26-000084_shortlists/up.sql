-- Shortlists: products and firms that buyers keep together under a name.
CREATE TABLE shortlists (
    id TEXT PRIMARY KEY NOT NULL,
    -- Whose it is: firm:ID for all members of a firm, user:ID for a buyer without one.
    owner TEXT NOT NULL,
    made_by TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX shortlists_owner ON shortlists (owner, updated_at);

CREATE TABLE shortlist_items (
    shortlist_id TEXT NOT NULL REFERENCES shortlists (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('product', 'firm')),
    subject_id TEXT NOT NULL,
    added_at TIMESTAMP NOT NULL,
    PRIMARY KEY (shortlist_id, kind, subject_id)
);
