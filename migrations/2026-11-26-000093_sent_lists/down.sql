DROP INDEX purchase_lists_sent;
ALTER TABLE purchase_lists DROP COLUMN sent_code;
