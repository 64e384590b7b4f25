CREATE TABLE own_types (
  id INT NOT NULL PRIMARY KEY, medium MEDIUMINT, utiny TINYINT UNSIGNED, usmall SMALLINT UNSIGNED,
  umedium MEDIUMINT UNSIGNED, uint INT UNSIGNED, ubig BIGINT UNSIGNED, zeros INT(6) ZEROFILL, one TINYINT(1),
  udec DECIMAL(30, 10) UNSIGNED, real8 REAL, bits1 BIT(1), bits8 BIT(8), bits64 BIT(64), latin VARCHAR(20) CHARACTER SET latin1,
  bin_text VARCHAR(20) COLLATE utf8mb4_bin, wide VARCHAR(20) CHARACTER SET ucs2, tinytxt TINYTEXT, longtxt LONGTEXT,
  fixed_raw BINARY(4), tinylob TINYBLOB, longlob LONGBLOB, zero_day DATE, span TIME(6), zero_moment DATETIME,
  seconds DATETIME(0), stamp TIMESTAMP NULL, yr YEAR, flags SET('x', 'y', 'z'), mood ENUM('b', 'a', '1', ''), doc JSON,
  spot POINT, ip4 INET4, ip6 INET6, uid UUID, twice INT AS (id * 2) VIRTUAL, thrice INT AS (id * 3) STORED);
SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES';
INSERT INTO own_types (id) VALUES (1);
INSERT INTO own_types VALUES (2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b'0', b'0', b'0', '', '', '', '', '', X'', X'', X'',
  '0000-00-00', '00:00:00', '0000-00-00 00:00:00', '2024-01-01 00:00:00', '2024-01-01 00:00:00', 0, '', '', '{}',
  ST_GeomFromText('POINT(0 0)'), '0.0.0.0', '::', '00000000-0000-0000-0000-000000000000', DEFAULT, DEFAULT);
INSERT INTO own_types VALUES (3, 8388607, 255, 65535, 16777215, 4294967295, 18446744073709551615, 42, 2,
  12345678901234567890.0123456789, 1e-300, b'1', b'10101010', 18446744073709551615, 'é', 'aA', 'é€', 'tiny',
  REPEAT('x€', 5000), X'00ff', X'00ff', REPEAT(X'00ff27', 4000), '2024-00-10', '838:59:59.999999',
  '2023-02-31 00:00:00', '0001-01-01 00:00:00', '2024-10-27 01:30:00', 2155, 'x,z', 'a',
  '{"b": [1, 2.50, "é😀", null], "a": "\\"q\\""}', ST_GeomFromText('POINT(1.5 -2)'), '255.0.0.1', '2001:db8::ff00:42:8329',
  '6b1b3f5c-0000-4000-8000-00000000001f', DEFAULT, DEFAULT);
INSERT INTO own_types VALUES (4, -8388608, 1, 1, 1, 1, 1, 1, 1, 1, -2.5, b'1', b'1', 1, 'plain', 'Aa', 'plain', 'x', 'x',
  X'01020304', X'', X'5c', '1999-12-31', '-838:59:59', '1000-01-01 00:00:00', '9999-12-31 23:59:59',
  '2001-02-03 04:05:06', 1901, 'y', '1', '[ 1,2 ]', ST_GeomFromText('POINT(1 2)'), '10.0.0.1', '::ffff:1.2.3.4',
  '123e4567-e89b-12d3-a456-426614174000', DEFAULT, DEFAULT);
CREATE TABLE folded (id INT NOT NULL PRIMARY KEY, any_case VARCHAR(20) COLLATE utf8mb4_general_ci, exact_case VARCHAR(20) COLLATE utf8mb4_bin,
  swedish VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci);
INSERT INTO folded VALUES (1, 'anna', 'anna', 'anna'), (2, 'Anna', 'Anna', 'Anna'), (3, 'ANNA ', 'ANNA ', 'ANNA '),
  (4, 'ännä', 'ännä', 'ännä'), (5, 'bob', 'bob', 'bob'), (6, 'Ångström', 'Ångström', 'Ångström'), (7, NULL, NULL, NULL);
CREATE TABLE docs (id INT NOT NULL PRIMARY KEY, doc JSON);
INSERT INTO docs VALUES (1, '{"b": 2, "a": [1, 2.0, null]}'), (2, '[]'), (3, NULL), (4, '"text"');
CREATE VIEW rich AS SELECT id, name, credit FROM customer WHERE credit > 10;
