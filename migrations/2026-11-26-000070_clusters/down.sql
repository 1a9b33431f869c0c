DROP TABLE cluster_hexagons;
DROP TABLE cluster_cells;
DROP TABLE cluster_snapshots;
