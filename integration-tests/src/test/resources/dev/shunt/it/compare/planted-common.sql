DROP TABLE IF EXISTS p;
DROP TABLE IF EXISTS q;
DROP TABLE IF EXISTS only_here;
CREATE TABLE p (
  id INT NOT NULL PRIMARY KEY, grp INT NOT NULL, n INT, big BIGINT, price DECIMAL(12, 4), ratio DOUBLE, approx FLOAT,
  flag BOOLEAN, code CHAR(6), name VARCHAR(40) DEFAULT 'none', prose TEXT, raw VARBINARY(20), lob BLOB, d DATE,
  tod TIME, moment DATETIME(6), stamp TIMESTAMP(6) NULL, pick ENUM('new', 'paid'), note VARCHAR(20));
INSERT INTO p VALUES
  (1, 1, 10, 1, 1.0000, 0.1, 0.5, TRUE, 'aa', 'anna', 'once upon a time', X'0102', X'00ff00ff', '2024-01-01', '10:00:00',
    '2024-01-01 10:00:00.123456', '2024-01-01 10:00:00', 'new', ''),
  (2, 1, 20, 9007199254740993, 2.5000, 0.2, 1.5, FALSE, 'bb', 'bob', 'there was', X'ff', X'0102030405', '2024-02-29',
    '11:00:00', '2024-02-29 11:00:00.5', '2024-06-01 12:00:00', 'paid', 'x'),
  (3, 1, 30, -3, -3.1415, 1e100, -0.25, TRUE, 'cc', 'café', 'a driver — 5 €', X'', X'', '1999-12-31', '00:00:00',
    '1999-12-31 23:59:59.999999', '2024-03-31 01:30:00', 'new', NULL),
  (4, 2, 0, 0, 0.0000, 0, 0, FALSE, 'dd', 'dan', '', X'00', X'00', '2001-02-03', '23:59:59', '2001-02-03 04:05:06',
    '2001-02-03 04:05:06', 'paid', NULL),
  (5, 2, 50, 5, 1.0050, -1.5, 3.25, NULL, 'ee', '👩 eve', '日本語', X'27205c', NULL, NULL, NULL, NULL, NULL, NULL, 'y'),
  (6, 2, 60, 6, 6.0000, 6, 6, TRUE, 'ff', 'faythe', 'the end', NULL, X'ff', '2024-12-31', '12:34:56',
    '2024-12-31 12:34:56', '2024-12-31 12:34:56', 'new', 'z');
CREATE TABLE q (v INT, w VARCHAR(10));
INSERT INTO q VALUES (1, 'a'), (1, 'a'), (2, 'b'), (3, 'c');
CREATE TABLE only_here (id INT NOT NULL PRIMARY KEY, v VARCHAR(10));
INSERT INTO only_here VALUES (1, 'a');
