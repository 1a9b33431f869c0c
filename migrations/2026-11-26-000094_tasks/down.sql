DROP TABLE alert_tasks;
