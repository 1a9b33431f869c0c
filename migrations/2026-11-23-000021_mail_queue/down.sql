DROP INDEX mails_waiting;
ALTER TABLE mails DROP COLUMN secret_until;
ALTER TABLE mails DROP COLUMN retry_at;
ALTER TABLE mails DROP COLUMN attempts;
