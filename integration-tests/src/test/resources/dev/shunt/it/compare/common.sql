CREATE TABLE types (
  id INT NOT NULL PRIMARY KEY, tiny TINYINT, flag BOOLEAN, small SMALLINT, whole INT, big BIGINT,
  exact DECIMAL(20, 6), money DECIMAL(10, 2), digits NUMERIC(5, 0), single FLOAT, twofold DOUBLE,
  fixed CHAR(10), word VARCHAR(60), prose TEXT, raw VARBINARY(20), lob BLOB,
  d DATE, tod TIME, moment DATETIME(6), tick TIMESTAMP(6) NULL, pick ENUM('new', 'paid', 'sent'));
INSERT INTO types (id) VALUES (1);
INSERT INTO types VALUES (2, 0, FALSE, 0, 0, 0, 0, 0, 0, 0, 0, '', '', '', X'', X'',
  '1970-01-02', '00:00:00', '1970-01-02 00:00:00', '1970-01-02 00:00:00', 'new');
INSERT INTO types VALUES (3, -128, TRUE, -32768, -2147483648, -9223372036854775808,
  -99999999999999.999999, -99999999.99, -99999, -1.5, -1.7e308, 'a', 'a', 'a', X'00', X'00',
  '1000-01-01', '00:00:01', '1000-01-01 00:00:00', '1971-01-01 00:00:01', 'paid');
INSERT INTO types VALUES (4, 127, TRUE, 32767, 2147483647, 9223372036854775807,
  99999999999999.999999, 99999999.99, 99999, 0.1, 2.2250738585072014e-308, 'abcdefghij', 'the quick brown fox',
  'a long story', X'ff00ff', X'ff00ff27225c', '9999-12-31', '23:59:59', '9999-12-31 23:59:59.999999',
  '2037-12-31 23:59:59.999999', 'sent');
INSERT INTO types VALUES (5, 1, FALSE, 12, 34, 9007199254740993, 0.000001, 1.50, 7, 3.25, 0.1, 'x y', 'naïve',
  'Zürich — 5 €', X'27205c', X'0102', '2024-02-29', '12:34:56', '2024-02-29 12:34:56.000001',
  '2024-02-29 12:34:56.5', 'new');
INSERT INTO types VALUES (6, -1, TRUE, -1, -1, -1, -1.100000, -0.01, -1, -0.5, 1e15, 'zz', '日本語', '👩‍👩‍👧 and 😀',
  X'e697a5', X'f09f9880', '2024-03-31', '02:30:00', '2024-03-31 01:30:00.100000', '2024-07-01 00:00:00', 'paid');
INSERT INTO types VALUES (7, 1, FALSE, 12, 34, 42, 1.5, 1.50, 7, 3.25, 0.3333333333333333, 'x y', 'O''Hara',
  '100 % _sure_', X'0102', X'0102', '2024-02-29', '12:34:56', '2024-02-29 12:34:56.000001',
  '2024-02-29 12:34:56.500000', 'new');
CREATE TABLE customer (
  id INT NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL, city VARCHAR(40), born DATE, credit DECIMAL(12, 2) NOT NULL,
  vip BOOLEAN NOT NULL);
INSERT INTO customer VALUES
  (1, 'Ada', 'London', '1815-12-10', 100.00, TRUE), (2, 'Bob', 'Paris', '1990-05-06', 0.00, FALSE),
  (3, 'Carol', NULL, NULL, 12.34, FALSE), (4, 'Dan', 'Paris', '1990-05-06', -5.00, TRUE),
  (5, 'Eve', 'Oslo', '2001-01-31', 99999.99, FALSE), (6, 'Faythe', '', '1985-11-30', 0.01, FALSE);
CREATE TABLE orders (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, customer_id INT NOT NULL, state VARCHAR(10) NOT NULL,
  total DECIMAL(10, 2) NOT NULL, placed DATETIME(6) NOT NULL, parent BIGINT);
CREATE INDEX orders_customer ON orders (customer_id);
INSERT INTO orders (id, customer_id, state, total, placed, parent) VALUES
  (100, 1, 'new', 10.00, '2024-01-01 10:00:00', NULL), (101, 1, 'paid', 20.50, '2024-01-02 11:00:00.5', 100),
  (102, 2, 'new', 5.25, '2024-01-02 11:00:00.5', NULL), (103, 2, 'sent', 5.25, '2024-02-01 00:00:00', 102),
  (104, 4, 'paid', 0.00, '2024-02-29 23:59:59.999999', 101), (105, 5, 'new', 99.99, '2024-03-01 00:00:00', NULL),
  (106, 1, 'sent', 1000.00, '2023-12-31 23:59:59', 104), (107, 5, 'new', 10.00, '2024-03-01 00:00:00', 105);
CREATE TABLE item (
  order_id BIGINT NOT NULL, no INT NOT NULL, sku CHAR(8) NOT NULL, qty SMALLINT NOT NULL, price DECIMAL(10, 4) NOT NULL,
  rate DOUBLE, PRIMARY KEY (order_id, no));
INSERT INTO item VALUES
  (100, 1, 'apple', 3, 1.2500, 0.5), (100, 2, 'pear', 1, 6.2500, NULL), (101, 1, 'apple', 2, 1.2500, 0.25),
  (101, 2, 'fig', 10, 1.8000, 0.1), (102, 1, 'pear', 1, 5.2500, 1), (103, 1, 'fig', 3, 1.7500, 0.75),
  (105, 1, 'quince', 1, 99.9900, 0.333), (106, 1, 'apple', 800, 1.2500, 2), (107, 3, 'pear', 2, 5.0000, NULL);
CREATE TABLE bag (v INT, w VARCHAR(10));
INSERT INTO bag VALUES (1, 'a'), (1, 'a'), (1, 'b'), (2, 'a'), (NULL, 'a'), (NULL, NULL), (NULL, NULL), (3, '');
CREATE TABLE nothing (id INT NOT NULL PRIMARY KEY, v VARCHAR(10));
CREATE TABLE numbers (n INT NOT NULL PRIMARY KEY);
INSERT INTO numbers VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10);
