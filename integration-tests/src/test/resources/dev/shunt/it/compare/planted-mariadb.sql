DROP TABLE IF EXISTS docs;
CREATE TABLE docs (id INT NOT NULL PRIMARY KEY, doc JSON);
INSERT INTO docs VALUES (1, '{"a": 1, "b": [1, 2]}'), (2, '[]');
DROP TABLE IF EXISTS own;
CREATE TABLE own (
  id INT NOT NULL PRIMARY KEY, ubig BIGINT UNSIGNED, bits BIT(8), flags SET('x', 'y', 'z'), yr YEAR, day_zero DATE,
  span TIME, fixed BINARY(4), uid UUID, latin VARCHAR(20) CHARACTER SET latin1, fold VARCHAR(20) COLLATE utf8mb4_general_ci,
  stamp TIMESTAMP NULL, twice INT AS (id * 2) STORED);
SET SESSION sql_mode = 'ALLOW_INVALID_DATES';
INSERT INTO own (id, ubig, bits, flags, yr, day_zero, span, fixed, uid, latin, fold, stamp) VALUES
  (1, 18446744073709551615, b'10000001', 'x,z', 2024, '0000-00-00', '100:00:00', X'0102',
    '6b1b3f5c-0000-4000-8000-00000000001f', 'é', 'Anna', '2024-06-01 12:00:00'),
  (2, 1, b'1', '', 1999, '2024-01-01', '-01:00:00', X'ff', '123e4567-e89b-12d3-a456-426614174000', 'plain', 'bob',
    '2024-01-01 12:00:00'),
  (3, 2, b'0', 'y', 2000, NULL, NULL, NULL, NULL, NULL, 'anna', NULL);
