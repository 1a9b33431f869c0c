-- The matcher asks of each seller how it has answered. Of a hundred pairings few are ever answered.
CREATE INDEX pairings_answered ON pairings (seller_id, state)
    WHERE state IN ('interested', 'contacted', 'agreed', 'declined');
