-- What sending needs: how often it was tried, when to try next, and until when the body holds a live link
-- (after that, or once sent, the body is emptied).
ALTER TABLE mails ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mails ADD COLUMN retry_at TIMESTAMP NOT NULL DEFAULT '2000-01-01 00:00:00';
ALTER TABLE mails ADD COLUMN secret_until TIMESTAMP;
CREATE INDEX mails_waiting ON mails (sent_at, retry_at);
