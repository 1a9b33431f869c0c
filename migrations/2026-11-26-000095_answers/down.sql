DROP INDEX pairings_answered;
