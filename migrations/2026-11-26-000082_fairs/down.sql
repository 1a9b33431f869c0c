DROP TABLE fair_outcomes;
DROP TABLE fair_talks;
DROP TABLE fair_firms;
DROP TABLE fairs;
