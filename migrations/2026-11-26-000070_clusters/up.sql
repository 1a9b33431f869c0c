-- Quarters as they were counted, for comparison; the present one is made anew every day.
CREATE TABLE cluster_snapshots (
    quarter TEXT PRIMARY KEY NOT NULL,
    made_at TIMESTAMP NOT NULL,
    -- How often the quarter was counted.
    version BIGINT NOT NULL,
    -- Firms behind the figures, as JSON.
    coverage TEXT NOT NULL
);

-- Plants of an industry in a district: what indices and the rules of disclosure need.
CREATE TABLE cluster_cells (
    quarter TEXT NOT NULL REFERENCES cluster_snapshots (quarter) ON DELETE CASCADE,
    district TEXT NOT NULL,
    industry TEXT NOT NULL,
    plants BIGINT NOT NULL,
    -- Plants that state their jobs.
    stated BIGINT NOT NULL,
    jobs BIGINT NOT NULL,
    -- Sums of the plants' jobs to the second and fourth power.
    squares DOUBLE PRECISION NOT NULL,
    fourths DOUBLE PRECISION NOT NULL,
    top1 BIGINT NOT NULL,
    top2 BIGINT NOT NULL,
    PRIMARY KEY (quarter, district, industry)
);

-- The same by hexagon (H3, resolution 8, as hexadecimal digits).
CREATE TABLE cluster_hexagons (
    quarter TEXT NOT NULL REFERENCES cluster_snapshots (quarter) ON DELETE CASCADE,
    hexagon TEXT NOT NULL,
    plants BIGINT NOT NULL,
    stated BIGINT NOT NULL,
    jobs BIGINT NOT NULL,
    squares DOUBLE PRECISION NOT NULL,
    fourths DOUBLE PRECISION NOT NULL,
    top1 BIGINT NOT NULL,
    top2 BIGINT NOT NULL,
    PRIMARY KEY (quarter, hexagon)
);
