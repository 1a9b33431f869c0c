-- Purchase lists: what a buyer has to buy, line by line, with the firms of the city that fit each.
CREATE TABLE purchase_lists (
    id TEXT PRIMARY KEY NOT NULL,
    -- Whose it is: firm:ID for all members of a firm, user:ID for a buyer without one.
    owner TEXT NOT NULL,
    made_by TEXT NOT NULL,
    name TEXT NOT NULL,
    -- What was left aside of the file, as JSON.
    notes TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    -- Every change of the list or of a line moves it on.
    updated_at TIMESTAMP NOT NULL,
    -- As of when the candidates are; none while lines wait for theirs.
    matched_at TIMESTAMP
);
CREATE INDEX purchase_lists_owner ON purchase_lists (owner, created_at);
CREATE INDEX purchase_lists_waiting ON purchase_lists (created_at) WHERE matched_at IS NULL;

CREATE TABLE purchase_lines (
    list_id TEXT NOT NULL REFERENCES purchase_lists (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    -- Its number in the file.
    row_number BIGINT NOT NULL,
    -- The buyer's own number of the thing, byte for byte.
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    specs TEXT NOT NULL,
    quantity BIGINT,
    unit TEXT NOT NULL,
    price BIGINT,
    budget BIGINT,
    needed_by DATE,
    -- What is wrong of it, with the texts as they were given, as JSON.
    faults TEXT NOT NULL,
    good TEXT NOT NULL,
    is_matched BOOLEAN NOT NULL,
    need_code TEXT NOT NULL,
    PRIMARY KEY (list_id, position)
);

CREATE TABLE purchase_candidates (
    list_id TEXT NOT NULL REFERENCES purchase_lists (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    product_id TEXT NOT NULL,
    -- In hundredths of a point.
    score BIGINT NOT NULL,
    fit TEXT NOT NULL,
    is_chosen BOOLEAN NOT NULL,
    -- The enquiry that asks for it, once there is one.
    enquiry_code TEXT NOT NULL,
    PRIMARY KEY (list_id, position, product_id)
);
