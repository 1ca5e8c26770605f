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
	estimated_s TEXT, 
	tags TEXT, 
	image_url TEXT, 
	source TEXT, 
	changed_at TEXT, 
	etag TEXT, 
	last_modified TEXT, 
	current TEXT, 
	settles_at TEXT, 
	withdrawn_at TEXT, 
	updated_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "articles" VALUES('pier','Pier','','','','','','','','Yes.','9a7e804064fe83f95d3e5b387b5b2b69','','1','[]','','store','2026-11-23T02:11:15.546182+00:00',NULL,NULL,NULL,NULL,NULL,'2026-11-23 02:11:15.546182');
INSERT INTO "articles" VALUES('gone','Gone','','','','','','','','Yes.','ef2b34469f88d015b40d977b48603899','','1','[]','','store','2026-11-23T02:11:16.482956+00:00',NULL,NULL,NULL,NULL,NULL,'2026-11-23 02:11:16.482956');
INSERT INTO "articles" VALUES('waits','It waits','','','','','','','','No.','13d9528829c5473b0377b4dd47b4a38b','','1','[]','','store','2026-11-23T02:11:18.856672+00:00',NULL,NULL,NULL,NULL,NULL,'2026-11-23 02:11:18.856672');
CREATE TABLE episodes (
	article_id VARCHAR(200) NOT NULL, 
	voice TEXT NOT NULL, 
	track VARCHAR(32) NOT NULL, 
	size INTEGER NOT NULL, 
	duration_s FLOAT NOT NULL, 
	has_chapters BOOLEAN NOT NULL, 
	language TEXT NOT NULL, 
	title TEXT NOT NULL, 
	dek TEXT NOT NULL, 
	byline TEXT NOT NULL, 
	section TEXT NOT NULL, 
	url TEXT NOT NULL, 
	image_url TEXT NOT NULL, 
	published_at FLOAT, 
	narrated_at FLOAT NOT NULL, 
	dated_at FLOAT NOT NULL, 
	slug VARCHAR(200) NOT NULL, 
	updated_at FLOAT NOT NULL, 
	PRIMARY KEY (article_id)
);
INSERT INTO "episodes" VALUES('pier','tone:220','a6c0db00d0973f1504f53bc08d3f5c90',15741,1.933,0,'en','Pier','','','','','',NULL,1.79539987638250589374e+09,1.79539987638250589374e+09,'',1.79539987640382313728e+09);
INSERT INTO "episodes" VALUES('gone','','',0,1.933,0,'en','','','','','','',NULL,1.79539987656346297258e+09,1.79539987656346297258e+09,'',1.79539987675328445437e+09);
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
CREATE INDEX ix_episodes_updated_at ON episodes (updated_at);
CREATE INDEX ix_episodes_slug_dated_at ON episodes (slug, dated_at);
CREATE INDEX ix_episodes_dated_at ON episodes (dated_at);
COMMIT;
