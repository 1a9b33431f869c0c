-- One schema for SQLite and PostgreSQL: TEXT keys made by the application (UUIDv7), BIGINT for
-- fixed-point decimals (ten-thousandths), TIMESTAMP in UTC, cut to microseconds.

CREATE TABLE divisions (
    code TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    parent_code TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('city', 'district', 'park')),
    area_km2 DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    valid_from DATE,
    valid_to DATE,
    batch_id TEXT,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE industries (
    code TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    parent_code TEXT,
    standard TEXT NOT NULL DEFAULT '',
    batch_id TEXT,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE categories (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    batch_id TEXT,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE chain_edges (
    from_id TEXT NOT NULL REFERENCES categories (id),
    relation TEXT NOT NULL CHECK (relation IN ('input_of', 'kind_of', 'same_as')),
    to_id TEXT NOT NULL REFERENCES categories (id),
    weight DOUBLE PRECISION,
    source TEXT NOT NULL DEFAULT '',
    batch_id TEXT,
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (from_id, relation, to_id)
);
CREATE INDEX chain_edges_to ON chain_edges (to_id, relation);

CREATE TABLE firms (
    id TEXT PRIMARY KEY NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    full_name TEXT NOT NULL DEFAULT '',
    uscc TEXT UNIQUE,
    industry_code TEXT,
    division_code TEXT,
    address TEXT NOT NULL DEFAULT '',
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    datum TEXT,
    employees BIGINT,
    revenue_wan BIGINT,
    founded_on DATE,
    tags TEXT NOT NULL DEFAULT '',
    website TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    contact_name TEXT NOT NULL DEFAULT '',
    contact_phone TEXT NOT NULL DEFAULT '',
    verification TEXT NOT NULL CHECK (verification IN ('pending', 'verified', 'rejected')),
    verification_note TEXT NOT NULL DEFAULT '',
    verified_at TIMESTAMP,
    -- In the officials' queue since then; a verified firm that changed its legal identity is, too.
    waiting_since TIMESTAMP,
    -- The legal identity that was verified last, while a changed one waits (JSON).
    identity_before TEXT,
    -- The name without legal form and brackets, for finding doubles.
    name_key TEXT NOT NULL DEFAULT '',
    batch_id TEXT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX firms_waiting ON firms (waiting_since);
CREATE INDEX firms_state ON firms (verification, created_at);
CREATE INDEX firms_name_key ON firms (name_key);
CREATE INDEX firms_batch ON firms (batch_id);

CREATE TABLE products (
    id TEXT PRIMARY KEY NOT NULL,
    code TEXT NOT NULL UNIQUE,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    name TEXT NOT NULL,
    category_id TEXT REFERENCES categories (id),
    description TEXT NOT NULL DEFAULT '',
    specs TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    price_from BIGINT,
    price_to BIGINT,
    price_visibility TEXT NOT NULL CHECK (price_visibility IN ('public', 'verified', 'enquiry')),
    tax_included BOOLEAN,
    min_order BIGINT,
    capacity_per_month BIGINT,
    lead_days BIGINT,
    certificates TEXT NOT NULL DEFAULT '',
    revenue_share DOUBLE PRECISION,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    published_at TIMESTAMP,
    confirmed_at TIMESTAMP,
    batch_id TEXT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX products_firm ON products (firm_id, state);
CREATE INDEX products_category ON products (category_id, state);
CREATE INDEX products_new ON products (state, published_at);
CREATE INDEX products_batch ON products (batch_id);

CREATE TABLE needs (
    id TEXT PRIMARY KEY NOT NULL,
    code TEXT NOT NULL UNIQUE,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    text TEXT NOT NULL,
    category_id TEXT REFERENCES categories (id),
    for_product TEXT NOT NULL DEFAULT '',
    specs TEXT NOT NULL DEFAULT '',
    quantity BIGINT,
    unit TEXT NOT NULL DEFAULT '',
    period TEXT NOT NULL CHECK (period IN ('', 'once', 'month', 'year')),
    budget_wan BIGINT,
    needed_by DATE,
    current_source TEXT NOT NULL CHECK (current_source IN ('', 'local', 'outside', 'none')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    published_at TIMESTAMP,
    confirmed_at TIMESTAMP,
    batch_id TEXT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX needs_firm ON needs (firm_id, state);
CREATE INDEX needs_category ON needs (category_id, state);
CREATE INDEX needs_new ON needs (state, published_at);
CREATE INDEX needs_batch ON needs (batch_id);

CREATE TABLE pictures (
    id TEXT PRIMARY KEY NOT NULL,
    product_id TEXT NOT NULL REFERENCES products (id),
    position BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX pictures_product ON pictures (product_id, position, id);

-- Apart from the listings, so that counting a view never rewrites a listing or its version.
CREATE TABLE view_counts (
    kind TEXT NOT NULL CHECK (kind IN ('product', 'need', 'firm')),
    subject_id TEXT NOT NULL,
    views BIGINT NOT NULL,
    PRIMARY KEY (kind, subject_id)
);

CREATE TABLE users (
    id TEXT PRIMARY KEY NOT NULL,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('member', 'buyer', 'official', 'operator')),
    firm_id TEXT,
    division_code TEXT,
    disabled_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX users_firm ON users (firm_id);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    agent TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE invitations (
    id TEXT PRIMARY KEY NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    email TEXT NOT NULL,
    invited_by TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    accepted_at TIMESTAMP,
    revoked_at TIMESTAMP
);
CREATE INDEX invitations_firm ON invitations (firm_id, created_at);

CREATE TABLE password_resets (
    token_hash TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);

CREATE TABLE api_keys (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('member', 'buyer', 'official', 'operator')),
    firm_id TEXT,
    division_code TEXT,
    created_by TEXT,
    created_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP,
    revoked_at TIMESTAMP
);

CREATE TABLE mails (
    id TEXT PRIMARY KEY NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP,
    failure TEXT
);
CREATE INDEX mails_created ON mails (created_at);

CREATE TABLE audit_log (
    seq BIGINT PRIMARY KEY NOT NULL,
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    old_value TEXT,
    new_value TEXT,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_log_subject ON audit_log (subject_kind, subject_id);

CREATE TABLE search_dirty (
    kind TEXT NOT NULL CHECK (kind IN ('product', 'need', 'firm')),
    subject_id TEXT NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (kind, subject_id)
);
CREATE INDEX search_dirty_mark ON search_dirty (mark);

-- A row here stands for a note in search_dirty of every subject.
CREATE TABLE search_all_dirty (
    mark TEXT PRIMARY KEY NOT NULL
);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    attempts BIGINT NOT NULL,
    run_at TIMESTAMP NOT NULL,
    claimed_until TIMESTAMP,
    failure TEXT,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX jobs_due ON jobs (state, run_at);

-- A batch is one import, from its check to its undo. Its rows are recognised by `batch_id` (made by it)
-- or `import_changes` (changed by it), and as untouched since by `updated_at` = the batch's `applied_at`.
CREATE TABLE import_batches (
    id TEXT PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    fingerprint TEXT NOT NULL DEFAULT '',
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL DEFAULT '',
    firm_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'applying', 'applied', 'failed', 'undone')),
    skip_bad BOOLEAN NOT NULL DEFAULT FALSE,
    rows_done BIGINT NOT NULL DEFAULT 0,
    rows_total BIGINT NOT NULL DEFAULT 0,
    counts TEXT NOT NULL DEFAULT '[]',
    faults BIGINT NOT NULL DEFAULT 0,
    warnings TEXT NOT NULL DEFAULT '[]',
    outcome TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    applied_at TIMESTAMP,
    undone_at TIMESTAMP
);
CREATE INDEX import_batches_firm ON import_batches (firm_id, created_at);
CREATE INDEX import_batches_created ON import_batches (created_at);

CREATE TABLE import_changes (
    batch_id TEXT NOT NULL REFERENCES import_batches (id),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    before TEXT NOT NULL,
    PRIMARY KEY (batch_id, subject_kind, subject_id)
);

-- Apart from the batch, so that a page of ten thousand faults is read alone.
CREATE TABLE import_faults (
    batch_id TEXT NOT NULL REFERENCES import_batches (id),
    position BIGINT NOT NULL,
    fault TEXT NOT NULL,
    PRIMARY KEY (batch_id, position)
);
