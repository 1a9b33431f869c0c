DROP TABLE referrals;
DROP TABLE leaderboard_appeals;
DROP TABLE leaderboard_evidence;
DROP TABLE leaderboard_quarters;
DROP TABLE leaderboard_formulas;
