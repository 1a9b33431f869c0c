-- What people are told in the app. A notice that is also to be mailed, but later, says when; one that has been mailed
-- says since when.
CREATE TABLE notices (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    topic TEXT NOT NULL CHECK (topic IN ('enquiry', 'quote', 'deal', 'pairing', 'alert', 'fair', 'search', 'firm', 'hook')),
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    path TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    read_at TIMESTAMP,
    mail_due_at TIMESTAMP,
    mailed_at TIMESTAMP
);
CREATE INDEX notices_user ON notices (user_id, created_at);
CREATE INDEX notices_unread ON notices (user_id) WHERE read_at IS NULL;
CREATE INDEX notices_due ON notices (mail_due_at) WHERE mailed_at IS NULL;

-- How often a person wants mail about a topic, where that is not the usual.
CREATE TABLE notice_wishes (
    user_id TEXT NOT NULL REFERENCES users (id),
    topic TEXT NOT NULL CHECK (topic IN ('enquiry', 'quote', 'deal', 'pairing', 'alert', 'fair', 'search', 'firm', 'hook')),
    cadence TEXT NOT NULL CHECK (cadence IN ('at_once', 'daily', 'weekly', 'never')),
    PRIMARY KEY (user_id, topic)
);

-- When a person wants no mail, in minutes after midnight in Shanghai, where that is not the usual. The same twice: never.
CREATE TABLE notice_hours (
    user_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id),
    quiet_from BIGINT NOT NULL CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_to BIGINT NOT NULL CHECK (quiet_to BETWEEN 0 AND 1439)
);

-- Where programs and robots are told; without a firm it is the operators'. Address and secret are under the seal.
CREATE TABLE hooks (
    id TEXT PRIMARY KEY NOT NULL,
    firm_id TEXT REFERENCES firms (id),
    way TEXT NOT NULL CHECK (way IN ('webhook', 'wecom', 'dingtalk', 'feishu')),
    name TEXT NOT NULL,
    host TEXT NOT NULL,
    sealed TEXT NOT NULL,
    topics TEXT NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    disabled_at TIMESTAMP,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX hooks_firm ON hooks (firm_id, created_at);

-- Whatever leaves the site goes through one outbox: mails as before, and what hooks are told.
ALTER TABLE mails ADD COLUMN way TEXT NOT NULL DEFAULT 'mail';
-- What the link to stop such mails stops; and the status of the last HTTP answer.
ALTER TABLE mails ADD COLUMN stops TEXT;
ALTER TABLE mails ADD COLUMN status BIGINT;
ALTER TABLE mails RENAME TO outbox;
CREATE INDEX outbox_recipient ON outbox (recipient, created_at);
