-- Secrets of the site itself, made once: several processes and later starts must agree on them.
CREATE TABLE site_secrets (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);
