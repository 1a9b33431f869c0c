-- Outlines of divisions, for maps.
CREATE TABLE boundaries (
    division_code TEXT PRIMARY KEY NOT NULL REFERENCES divisions (code) ON DELETE CASCADE,
    -- Rings of [longitude, latitude] in WGS-84, as JSON.
    rings TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
