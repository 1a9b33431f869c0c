DROP TABLE match_runs;
DROP TABLE match_marks;
DROP TABLE pairing_events;
DROP TABLE pairings;
