package dev.shunt.it;

import java.util.List;

/** The tables of the stress test: every kind of key, with and without a second unique one. */
final class StressSchema {
    /** Runs on H2 in MySQL mode, MariaDB and MySQL. */
    static final List<String> TABLES = List.of(
            """
            CREATE TABLE hot (
              id BIGINT NOT NULL PRIMARY KEY, v BIGINT NOT NULL, grp INT NOT NULL, note VARCHAR(40))""",
            "CREATE INDEX hot_grp ON hot (grp)",
            """
            CREATE TABLE orders (
              id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, customer INT NOT NULL, amount DECIMAL(10, 2) NOT NULL,
              state VARCHAR(10), created TIMESTAMP(6) DEFAULT CURRENT_TIMESTAMP(6))""",
            "CREATE INDEX orders_customer ON orders (customer)",
            """
            CREATE TABLE seat (
              id INT NOT NULL PRIMARY KEY, place INT NOT NULL, v INT NOT NULL, CONSTRAINT seat_place UNIQUE (place))""",
            "CREATE TABLE counter (id INT NOT NULL PRIMARY KEY, n BIGINT NOT NULL)",
            """
            CREATE TABLE item (
              order_id BIGINT NOT NULL, line INT NOT NULL, sku VARCHAR(20), qty INT, PRIMARY KEY (order_id, line))""",
            "CREATE TABLE name (code VARCHAR(20) NOT NULL PRIMARY KEY, v INT NOT NULL)");

    private StressSchema() {}
}
