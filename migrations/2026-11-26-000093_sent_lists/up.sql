-- The sender's own code of a list, so that sending it twice makes one.
ALTER TABLE purchase_lists ADD COLUMN sent_code TEXT;
CREATE UNIQUE INDEX purchase_lists_sent ON purchase_lists (owner, sent_code);
