DROP INDEX pairings_best;
DROP INDEX fair_talks_seller;
