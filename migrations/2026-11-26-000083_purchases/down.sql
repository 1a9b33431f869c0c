DROP TABLE purchase_candidates;
DROP TABLE purchase_lines;
DROP TABLE purchase_lists;
