DROP TABLE saved_searches;
DROP TABLE synonyms;
DROP TABLE search_log;
