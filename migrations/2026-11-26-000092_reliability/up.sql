-- The matcher asks of each seller what came of its talks.
CREATE INDEX fair_talks_seller ON fair_talks (seller_id);
-- Whom to invite to a fair is proposed from the best pairing of each need.
CREATE INDEX pairings_best ON pairings (score) WHERE place = 1;
