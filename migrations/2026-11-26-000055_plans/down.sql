DROP TABLE plan_wishes;
DROP TABLE plan_choices;
DROP TABLE plans;
