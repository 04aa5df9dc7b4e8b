BEGIN TRANSACTION;
CREATE TABLE events (
	id INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	at FLOAT NOT NULL, 
	fence INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	note TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY("key") REFERENCES takes ("key")
);
INSERT INTO "events" VALUES(1,'4c01d3c98177cdfd9a2cb9946ade1d93c3098b70c3248459fc4582850d9a8264',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(2,'4c01d3c98177cdfd9a2cb9946ade1d93c3098b70c3248459fc4582850d9a8264',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(3,'4c01d3c98177cdfd9a2cb9946ade1d93c3098b70c3248459fc4582850d9a8264',1795252802.0,1,'submitted','');
INSERT INTO "events" VALUES(4,'4c01d3c98177cdfd9a2cb9946ade1d93c3098b70c3248459fc4582850d9a8264',1795252890.0,1,'ready','');
INSERT INTO "events" VALUES(5,'4c01d3c98177cdfd9a2cb9946ade1d93c3098b70c3248459fc4582850d9a8264',1795252895.5,1,'done','');
INSERT INTO "events" VALUES(6,'5ddafb296005b60afbeb4bbb13e96c40209da627b39c3ac9e7a86c1809c54b60',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(7,'5ddafb296005b60afbeb4bbb13e96c40209da627b39c3ac9e7a86c1809c54b60',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(8,'5ddafb296005b60afbeb4bbb13e96c40209da627b39c3ac9e7a86c1809c54b60',1795252802.0,1,'submitted','');
INSERT INTO "events" VALUES(9,'5ddafb296005b60afbeb4bbb13e96c40209da627b39c3ac9e7a86c1809c54b60',1795252890.0,1,'ready','');
INSERT INTO "events" VALUES(10,'5ddafb296005b60afbeb4bbb13e96c40209da627b39c3ac9e7a86c1809c54b60',1795252896.0,1,'done','');
INSERT INTO "events" VALUES(11,'d12b66a4748c9fe3948570155908c7e45b196113e1cc99687cbd0dbfb32d8e83',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(12,'d12b66a4748c9fe3948570155908c7e45b196113e1cc99687cbd0dbfb32d8e83',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(13,'d12b66a4748c9fe3948570155908c7e45b196113e1cc99687cbd0dbfb32d8e83',1795252802.0,1,'submitted','');
INSERT INTO "events" VALUES(14,'1307147ad988d5c283f3bd8462cf7055b876d74b79adcc482f54e378b92d0559',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(15,'1307147ad988d5c283f3bd8462cf7055b876d74b79adcc482f54e378b92d0559',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(16,'37fc414f638fac72e716cd16938be9b1281e3a32c1f0eeb4106b051298c2e4d8',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(17,'37fc414f638fac72e716cd16938be9b1281e3a32c1f0eeb4106b051298c2e4d8',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(18,'37fc414f638fac72e716cd16938be9b1281e3a32c1f0eeb4106b051298c2e4d8',1795252870.0,1,'uncertain','the connection broke');
INSERT INTO "events" VALUES(19,'725b8b34f2409a6616757d92489e97f5daff8cd2595ba82c14cbaccc520306a9',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(20,'725b8b34f2409a6616757d92489e97f5daff8cd2595ba82c14cbaccc520306a9',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(21,'725b8b34f2409a6616757d92489e97f5daff8cd2595ba82c14cbaccc520306a9',1795252802.0,1,'submitted','');
INSERT INTO "events" VALUES(22,'725b8b34f2409a6616757d92489e97f5daff8cd2595ba82c14cbaccc520306a9',1795252830.0,1,'failed','it is against the rules');
INSERT INTO "events" VALUES(23,'d56e97db1c01983e74daf70d25c1f349242b1511de660dffb6e36dd1a833deba',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(24,'d56e97db1c01983e74daf70d25c1f349242b1511de660dffb6e36dd1a833deba',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(25,'d56e97db1c01983e74daf70d25c1f349242b1511de660dffb6e36dd1a833deba',1795252802.0,1,'submitted','');
INSERT INTO "events" VALUES(26,'d56e97db1c01983e74daf70d25c1f349242b1511de660dffb6e36dd1a833deba',1795252920.0,1,'ready','');
INSERT INTO "events" VALUES(27,'d56e97db1c01983e74daf70d25c1f349242b1511de660dffb6e36dd1a833deba',1795252940.0,1,'ready','the clip is no video');
INSERT INTO "events" VALUES(28,'939ce292390e17adbe3a1f732ca02544d8779d82fe982ec2eaf35c44edd91dc4',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(29,'939ce292390e17adbe3a1f732ca02544d8779d82fe982ec2eaf35c44edd91dc4',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(30,'939ce292390e17adbe3a1f732ca02544d8779d82fe982ec2eaf35c44edd91dc4',1795252802.0,1,'submitted','');
INSERT INTO "events" VALUES(31,'939ce292390e17adbe3a1f732ca02544d8779d82fe982ec2eaf35c44edd91dc4',1795252830.0,1,'failed','the job broke');
INSERT INTO "events" VALUES(32,'1dbd2573af7bf39bdcbfa3a6a92ac6653c1502387488423fef1b9c651b43ebba',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(33,'1dbd2573af7bf39bdcbfa3a6a92ac6653c1502387488423fef1b9c651b43ebba',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(34,'1dbd2573af7bf39bdcbfa3a6a92ac6653c1502387488423fef1b9c651b43ebba',1795252802.0,1,'submitted','');
INSERT INTO "events" VALUES(35,'1dbd2573af7bf39bdcbfa3a6a92ac6653c1502387488423fef1b9c651b43ebba',1795252830.0,1,'failed','the job broke');
INSERT INTO "events" VALUES(36,'16baa88a46ce8aaa1d26b2ac3e365d8d90f6d27b036dd026f43f47a4af1ba435',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(37,'16baa88a46ce8aaa1d26b2ac3e365d8d90f6d27b036dd026f43f47a4af1ba435',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(38,'16baa88a46ce8aaa1d26b2ac3e365d8d90f6d27b036dd026f43f47a4af1ba435',1795252803.0,1,'refused','seconds: 5 is not offered');
INSERT INTO "events" VALUES(39,'7919000deb014b429b582754adb35187d18d2064fdaed70089e689c598d948ce',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(40,'4def1542d43d7af9d08f9d9c068987a94fbf4c474a0c7121fc9232c5a6738b0d',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(41,'4def1542d43d7af9d08f9d9c068987a94fbf4c474a0c7121fc9232c5a6738b0d',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(42,'4def1542d43d7af9d08f9d9c068987a94fbf4c474a0c7121fc9232c5a6738b0d',1795252802.0,1,'submitted','');
INSERT INTO "events" VALUES(43,'69ae0399cea3dda1287b68e68905b2edab2c6e573475dca100070a7f9bf1e986',1795252800.0,0,'wanted','');
INSERT INTO "events" VALUES(44,'69ae0399cea3dda1287b68e68905b2edab2c6e573475dca100070a7f9bf1e986',1795252801.0,1,'intent','');
INSERT INTO "events" VALUES(45,'69ae0399cea3dda1287b68e68905b2edab2c6e573475dca100070a7f9bf1e986',1795252802.0,1,'submitted','');
INSERT INTO "events" VALUES(46,'69ae0399cea3dda1287b68e68905b2edab2c6e573475dca100070a7f9bf1e986',1795252803.0,1,'ready','');
INSERT INTO "events" VALUES(47,'69ae0399cea3dda1287b68e68905b2edab2c6e573475dca100070a7f9bf1e986',1795252804.0,1,'done','');
CREATE TABLE format (
	version INTEGER NOT NULL
);
INSERT INTO "format" VALUES(1);
CREATE TABLE takes (
	"key" VARCHAR(64) NOT NULL, 
	project VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	shot VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	parts TEXT NOT NULL, 
	provider VARCHAR NOT NULL, 
	model VARCHAR NOT NULL, 
	wanted_seed BIGINT, 
	price_amount VARCHAR, 
	price_unit VARCHAR, 
	state VARCHAR NOT NULL, 
	fence INTEGER NOT NULL, 
	lease_until FLOAT NOT NULL, 
	sent_by FLOAT, 
	submitted FLOAT, 
	ticket VARCHAR, 
	clip VARCHAR(64), 
	seconds FLOAT, 
	seed BIGINT, 
	charged_amount VARCHAR, 
	charged_unit VARCHAR, 
	failed_at_a_cost BOOLEAN, 
	error_code VARCHAR, 
	error_message TEXT, 
	moved FLOAT NOT NULL, 
	PRIMARY KEY ("key"), 
	UNIQUE (project, origin, shot, number)
);
INSERT INTO "takes" VALUES('4c01d3c98177cdfd9a2cb9946ade1d93c3098b70c3248459fc4582850d9a8264','the-film','paid','010',1,'aaaa-010','{"prompt": "aaaa010", "seconds": "5"}','evolink','evolink-1',3,'0.50','usd','done',1,0.0,1795252861.0,1795252802.0,'job-010','cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc',5.04,7,'0.40','usd',NULL,NULL,NULL,1795252895.5);
INSERT INTO "takes" VALUES('5ddafb296005b60afbeb4bbb13e96c40209da627b39c3ac9e7a86c1809c54b60','the-film','paid','020',1,'aaaa-020','{"prompt": "aaaa020", "seconds": "5"}','kinovi','kinovi-1',3,'120','credits@kinovi','done',1,0.0,1795252861.0,1795252802.0,'job-020','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd',5.0,NULL,NULL,NULL,NULL,NULL,NULL,1795252896.0);
INSERT INTO "takes" VALUES('d12b66a4748c9fe3948570155908c7e45b196113e1cc99687cbd0dbfb32d8e83','the-film','paid','030',1,'aaaa-030','{"prompt": "aaaa030", "seconds": "5"}','evolink','evolink-1',3,'0.75','usd','submitted',1,1795253102.0,1795252861.0,1795252802.0,'job-030',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795252802.0);
INSERT INTO "takes" VALUES('1307147ad988d5c283f3bd8462cf7055b876d74b79adcc482f54e378b92d0559','the-film','paid','040',1,'aaaa-040','{"prompt": "aaaa040", "seconds": "5"}','ark','ark-1',3,'3.60','cny','intent',1,1795253101.0,1795252861.0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795252801.0);
INSERT INTO "takes" VALUES('37fc414f638fac72e716cd16938be9b1281e3a32c1f0eeb4106b051298c2e4d8','the-film','paid','050',1,'aaaa-050','{"prompt": "aaaa050", "seconds": "5"}','fal','fal-1',3,'0.50','usd','uncertain',1,0.0,1795252861.0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'unknown','the connection broke',1795252870.0);
INSERT INTO "takes" VALUES('725b8b34f2409a6616757d92489e97f5daff8cd2595ba82c14cbaccc520306a9','the-film','paid','060',1,'aaaa-060','{"prompt": "aaaa060", "seconds": "5"}','evolink','evolink-1',3,'0.50','usd','failed',1,0.0,1795252861.0,1795252802.0,'job-060',NULL,NULL,NULL,NULL,NULL,0,'content','it is against the rules',1795252830.0);
INSERT INTO "takes" VALUES('d56e97db1c01983e74daf70d25c1f349242b1511de660dffb6e36dd1a833deba','the-film','paid','060',2,'aaaa-060','{"prompt": "aaaa060", "seconds": "5"}','evolink','evolink-1',3,'0.50','usd','ready',1,1795253240.0,1795252861.0,1795252802.0,'job-061',NULL,NULL,8,'0.50','usd',NULL,'odd','the clip is no video',1795252940.0);
INSERT INTO "takes" VALUES('939ce292390e17adbe3a1f732ca02544d8779d82fe982ec2eaf35c44edd91dc4','the-film','paid','070',1,'aaaa-070','{"prompt": "aaaa070", "seconds": "5"}','evolink','evolink-1',3,'0.50','usd','failed',1,0.0,1795252861.0,1795252802.0,'job-070',NULL,NULL,NULL,NULL,NULL,1,'failed','the job broke',1795252830.0);
INSERT INTO "takes" VALUES('1dbd2573af7bf39bdcbfa3a6a92ac6653c1502387488423fef1b9c651b43ebba','the-film','paid','075',1,'aaaa-075','{"prompt": "aaaa075", "seconds": "5"}','evolink','evolink-1',3,'0.50','usd','failed',1,0.0,1795252861.0,1795252802.0,'job-075',NULL,NULL,NULL,NULL,NULL,NULL,'failed','the job broke',1795252830.0);
INSERT INTO "takes" VALUES('16baa88a46ce8aaa1d26b2ac3e365d8d90f6d27b036dd026f43f47a4af1ba435','the-film','paid','080',1,'aaaa-080','{"prompt": "aaaa080", "seconds": "5"}','evolink','evolink-1',3,'0.50','usd','refused',1,0.0,1795252861.0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'invalid','seconds: 5 is not offered',1795252803.0);
INSERT INTO "takes" VALUES('7919000deb014b429b582754adb35187d18d2064fdaed70089e689c598d948ce','the-film','paid','090',1,'aaaa-090','{"prompt": "aaaa090", "seconds": "5"}','evolink','evolink-1',3,'0.50','usd','wanted',1,0.0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795252800.0);
INSERT INTO "takes" VALUES('4def1542d43d7af9d08f9d9c068987a94fbf4c474a0c7121fc9232c5a6738b0d','the-film','paid','100',1,'aaaa-100','{"prompt": "aaaa100", "seconds": "5"}','seedancetv','seedancetv-1',NULL,NULL,NULL,'submitted',1,1795253102.0,1795252861.0,1795252802.0,'job-100',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795252802.0);
INSERT INTO "takes" VALUES('69ae0399cea3dda1287b68e68905b2edab2c6e573475dca100070a7f9bf1e986','the-film','animatic','010',1,'aaaa-010','{"prompt": "aaaa010", "seconds": "5"}','animatic','animatic-1',3,'0','usd','done',1,0.0,1795252861.0,1795252802.0,'drawn-010','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',5.0,NULL,NULL,NULL,NULL,NULL,NULL,1795252804.0);
CREATE INDEX ix_events_key ON events ("key");
COMMIT;
