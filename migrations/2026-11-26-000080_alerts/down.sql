DROP TABLE alert_notices;
DROP TABLE alert_posts;
DROP TABLE alert_replies;
DROP TABLE alert_levels;
DROP TABLE alert_matters;
