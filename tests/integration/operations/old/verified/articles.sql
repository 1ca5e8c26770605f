BEGIN TRANSACTION;
CREATE TABLE articles (
	id VARCHAR(200) NOT NULL, 
	title TEXT NOT NULL, 
	dek TEXT NOT NULL, 
	byline TEXT NOT NULL, 
	section TEXT NOT NULL, 
	language TEXT NOT NULL, 
	published_at TEXT NOT NULL, 
	url TEXT NOT NULL, 
	html TEXT NOT NULL, 
	text TEXT NOT NULL, 
	revision VARCHAR(32) NOT NULL, 
	spoken_language TEXT, 
	updated_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "articles" VALUES('pier','Pier','','','','','','','','Yes.','9a7e804064fe83f95d3e5b387b5b2b69','','2026-11-23 02:10:38.206004');
INSERT INTO "articles" VALUES('gone','Gone','','','','','','','','Yes.','ef2b34469f88d015b40d977b48603899','','2026-11-23 02:10:39.306156');
INSERT INTO "articles" VALUES('waits','It waits','','','','','','','','No.','13d9528829c5473b0377b4dd47b4a38b','','2026-11-23 02:10:41.414496');
CREATE TABLE lexicon (
	written VARCHAR(100) NOT NULL, 
	language VARCHAR(35) NOT NULL, 
	voice VARCHAR(200) NOT NULL, 
	respelling VARCHAR(200) NOT NULL, 
	ipa VARCHAR(100) NOT NULL, 
	case_sensitive BOOLEAN NOT NULL, 
	PRIMARY KEY (written, language, voice)
);
INSERT INTO "lexicon" VALUES('Nwosu','','','Nwuh-SOO','',0);
CREATE TABLE lexicon_revision (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "lexicon_revision" VALUES(1,1);
CREATE INDEX ix_articles_updated_at ON articles (updated_at);
COMMIT;
