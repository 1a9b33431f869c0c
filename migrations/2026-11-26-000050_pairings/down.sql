DROP TABLE chain_refusals;
DROP TABLE latent_answers;
DROP TABLE match_weights;
DROP TABLE match_runs;
DROP TABLE match_dirty;
DROP TABLE pairing_events;
DROP TABLE pairings;
