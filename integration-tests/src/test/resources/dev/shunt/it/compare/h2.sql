CREATE TABLE own_types (
  id INT NOT NULL PRIMARY KEY, huge NUMERIC(40, 10), floating DECFLOAT(20), real4 REAL, fixed_raw BINARY(4), uid UUID,
  zoned TIMESTAMP(9) WITH TIME ZONE, nanos TIMESTAMP(9), tod6 TIME(6), tod_zoned TIME WITH TIME ZONE, doc JSON, list INTEGER ARRAY,
  years INTERVAL YEAR, span INTERVAL DAY TO SECOND, any_case VARCHAR_IGNORECASE(20), shape GEOMETRY, clob CLOB,
  nword NCHAR VARYING(20), twice INT GENERATED ALWAYS AS (id * 2));
INSERT INTO own_types (id) VALUES (1);
INSERT INTO own_types (id, huge, floating, real4, fixed_raw, uid, zoned, nanos, tod6, tod_zoned, doc, list, years, span, any_case, shape,
  clob, nword) VALUES (2, 0, 0, 0, X'00000000', '00000000-0000-0000-0000-000000000000', '1970-01-01 00:00:00+00',
  '1970-01-01 00:00:00', '00:00:00', '00:00:00+00', JSON '{}', ARRAY[], INTERVAL '0' YEAR, INTERVAL '0 00:00:00' DAY TO SECOND, '', 'POINT(0 0)', '', '');
INSERT INTO own_types (id, huge, floating, real4, fixed_raw, uid, zoned, nanos, tod6, tod_zoned, doc, list, years, span, any_case, shape,
  clob, nword) VALUES (3, 123456789012345678901234567890.0123456789, 1.5E+10, 0.1, X'00ff275c', '6b1b3f5c-0000-4000-8000-00000000001f',
  '2024-03-31 02:30:00.123456789+02', '2024-01-01 00:00:00.123456789', '23:59:59.999999', '23:59:59+05:30',
  JSON '{"b": [1, 2.50, "é", null], "a": "q"}', ARRAY[1, NULL, 3], INTERVAL '-7' YEAR, INTERVAL '3 04:05:06.7' DAY TO SECOND, 'Anna',
  'POLYGON((0 0, 1 0, 1 1, 0 0))', REPEAT('x€', 5000), 'ñ');
INSERT INTO own_types (id, huge, floating, real4, fixed_raw, uid, zoned, nanos, tod6, tod_zoned, doc, list, years, span, any_case, shape,
  clob, nword) VALUES (4, -1, -0.001, -2.5, X'ffffffff', '123e4567-e89b-12d3-a456-426614174000', '9999-12-31 23:59:59-08',
  '0001-01-01 00:00:00', '12:00:00', '12:00:00-08', JSON '[1,2]', ARRAY[1], INTERVAL '99' YEAR, INTERVAL '-1 00:00:01' DAY TO SECOND, 'bob',
  'POINT(1.5 -2)', 'x', 'plain');
CREATE TABLE docs (id INT NOT NULL PRIMARY KEY, doc JSON);
INSERT INTO docs VALUES (1, JSON '{"a":[1,2,null],"b":2}'), (2, JSON '[]'), (3, NULL), (4, JSON '"text"');
CREATE VIEW rich AS SELECT id, name, credit FROM customer WHERE credit > 10;
