-- The closed loop: enquiries to several suppliers, their sealed quotes, the choice, the deal and what both say of it.

CREATE TABLE enquiries (
    id TEXT PRIMARY KEY NOT NULL,
    code TEXT NOT NULL UNIQUE,
    -- Who acts as the buyer: firm:ID for all members of a firm, user:ID for a buyer without one.
    owner TEXT NOT NULL,
    made_by TEXT NOT NULL,
    buyer_firm_id TEXT REFERENCES firms (id),
    buyer_name TEXT NOT NULL,
    title TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    deadline TIMESTAMP,
    state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'cancelled', 'decided')),
    sent_at TIMESTAMP,
    opened_at TIMESTAMP,
    cancelled_at TIMESTAMP,
    cancel_reason TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX enquiries_owner ON enquiries (owner, created_at);
CREATE INDEX enquiries_buyer ON enquiries (buyer_firm_id);

CREATE TABLE enquiry_lines (
    enquiry_id TEXT NOT NULL REFERENCES enquiries (id),
    position BIGINT NOT NULL,
    text TEXT NOT NULL,
    specs TEXT NOT NULL DEFAULT '',
    quantity BIGINT,
    unit TEXT NOT NULL DEFAULT '',
    need_code TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enquiry_id, position)
);

CREATE TABLE enquiry_suppliers (
    id TEXT PRIMARY KEY NOT NULL,
    enquiry_id TEXT NOT NULL REFERENCES enquiries (id),
    firm_id TEXT NOT NULL REFERENCES firms (id),
    answer TEXT NOT NULL CHECK (answer IN ('waiting', 'quoted', 'withdrawn', 'not_made', 'full', 'referred')),
    note TEXT NOT NULL DEFAULT '',
    referred_firm_id TEXT REFERENCES firms (id),
    first_answered_at TIMESTAMP,
    answered_at TIMESTAMP,
    UNIQUE (enquiry_id, firm_id)
);
CREATE INDEX enquiry_suppliers_firm ON enquiry_suppliers (firm_id, enquiry_id);
CREATE INDEX enquiry_suppliers_referred ON enquiry_suppliers (referred_firm_id);

CREATE TABLE enquiry_questions (
    id TEXT PRIMARY KEY NOT NULL,
    enquiry_id TEXT NOT NULL REFERENCES enquiries (id),
    supplier_id TEXT NOT NULL REFERENCES enquiry_suppliers (id),
    text TEXT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    answered_at TIMESTAMP
);
CREATE INDEX enquiry_questions_enquiry ON enquiry_questions (enquiry_id, asked_at);

-- supplier_id is empty for the buyer's files, which all invited see; a supplier's own are sealed on the disk.
CREATE TABLE enquiry_files (
    id TEXT PRIMARY KEY NOT NULL,
    enquiry_id TEXT NOT NULL REFERENCES enquiries (id),
    supplier_id TEXT REFERENCES enquiry_suppliers (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX enquiry_files_enquiry ON enquiry_files (enquiry_id, created_at);

-- Every revision is a row of its own. No price is in it before the deadline but under the seal.
CREATE TABLE quotes (
    id TEXT PRIMARY KEY NOT NULL,
    enquiry_id TEXT NOT NULL REFERENCES enquiries (id),
    supplier_id TEXT NOT NULL REFERENCES enquiry_suppliers (id),
    revision BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    receipt TEXT NOT NULL,
    opened TEXT,
    withdrawn_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (supplier_id, revision)
);
CREATE INDEX quotes_enquiry ON quotes (enquiry_id);

CREATE TABLE enquiry_choices (
    enquiry_id TEXT PRIMARY KEY NOT NULL REFERENCES enquiries (id),
    supplier_id TEXT REFERENCES enquiry_suppliers (id),
    reasons TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    hash TEXT NOT NULL,
    made_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE deals (
    id TEXT PRIMARY KEY NOT NULL,
    code TEXT NOT NULL UNIQUE,
    enquiry_id TEXT NOT NULL UNIQUE REFERENCES enquiries (id),
    title TEXT NOT NULL,
    owner TEXT NOT NULL,
    buyer_firm_id TEXT REFERENCES firms (id),
    buyer_name TEXT NOT NULL,
    seller_firm_id TEXT NOT NULL REFERENCES firms (id),
    amount BIGINT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    is_local BOOLEAN NOT NULL,
    proposed_by TEXT NOT NULL CHECK (proposed_by IN ('buyer', 'seller')),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed', 'declined')),
    reason TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP
);
CREATE INDEX deals_buyer ON deals (buyer_firm_id);
CREATE INDEX deals_owner ON deals (owner, created_at);
CREATE INDEX deals_seller ON deals (seller_firm_id, created_at);
CREATE INDEX deals_settled ON deals (state, settled_at);

CREATE TABLE deal_ratings (
    deal_id TEXT NOT NULL REFERENCES deals (id),
    side TEXT NOT NULL CHECK (side IN ('buyer', 'seller')),
    score BIGINT NOT NULL CHECK (score BETWEEN 1 AND 5),
    text TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    reply TEXT NOT NULL DEFAULT '',
    replied_at TIMESTAMP,
    PRIMARY KEY (deal_id, side)
);
