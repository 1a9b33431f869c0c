-- What an official sets for somebody to bring on: a task with its day, or a gap of a chain to be closed.
CREATE TABLE alert_tasks (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('gap', 'task')),
    title TEXT NOT NULL,
    -- The category of a gap, and from how many local suppliers on it is closed.
    category_id TEXT REFERENCES categories (id) ON DELETE CASCADE,
    wanted BIGINT NOT NULL,
    -- Which division answers for it; none for the city.
    division_code TEXT,
    -- From when its clock runs: the end of a task's day, the setting of a gap.
    since TIMESTAMP NOT NULL,
    author TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    done_at TIMESTAMP
);
CREATE INDEX alert_tasks_open ON alert_tasks (kind, since) WHERE done_at IS NULL;
