package dev.shunt.schema;

/**
 * What to ask an information schema. Truth values come as 1 and 0; a table's name comes first.
 *
 * @param tables then the engine that keeps it, InnoDB for what is as transactional, and the average bytes of its rows
 * @param columns then name, type, unsigned, size, nullable, has a default, generated, auto-increment, character set
 * @param indexes then index, primary, unique, column, whole column, serves comparisons
 * @param cascades child, parent
 * @param referenced then columns, each once, that foreign keys of any table refer to; none where these must be unique
 */
record Queries(Query tables, Query columns, Query indexes, String cascades, Query referenced) {
    /** A question about all tables, or about one. */
    record Query(String select, String table, String order) {
        /** Returns it; {@code one}: with the table's name as its parameter. */
        String sql(boolean one) {
            return select + (one ? " AND " + table + " = ?" : "") + order;
        }
    }

    private static final String RULES = "('CASCADE', 'SET NULL', 'SET DEFAULT')";

    static final Query TRIGGERS = new Query(
            "SELECT EVENT_OBJECT_TABLE FROM INFORMATION_SCHEMA.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = SCHEMA()",
            "EVENT_OBJECT_TABLE",
            "");

    private static final Queries H2 = new Queries(
            tables("'InnoDB', 0"),
            new Query("""
                    SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, 0,
                           COALESCE(CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, DATETIME_PRECISION, 0),
                           CASE IS_NULLABLE WHEN 'YES' THEN 1 ELSE 0 END,
                           CASE WHEN COLUMN_DEFAULT IS NULL THEN 0 ELSE 1 END,
                           CASE IS_GENERATED WHEN 'ALWAYS' THEN 1 ELSE 0 END,
                           CASE IS_IDENTITY WHEN 'YES' THEN 1 ELSE 0 END, NULL
                    FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = SCHEMA()""", "TABLE_NAME", " ORDER BY TABLE_NAME, ORDINAL_POSITION"),
            new Query("""
                    SELECT I.TABLE_NAME, I.INDEX_NAME, CASE I.INDEX_TYPE_NAME WHEN 'PRIMARY KEY' THEN 1 ELSE 0 END,
                           CASE WHEN C.IS_UNIQUE THEN 1 ELSE 0 END, C.COLUMN_NAME, 1, 1
                    FROM INFORMATION_SCHEMA.INDEXES I JOIN INFORMATION_SCHEMA.INDEX_COLUMNS C
                      ON C.INDEX_SCHEMA = I.INDEX_SCHEMA AND C.INDEX_NAME = I.INDEX_NAME
                    WHERE I.TABLE_SCHEMA = SCHEMA()""", "I.TABLE_NAME", " ORDER BY I.TABLE_NAME, I.INDEX_NAME, C.ORDINAL_POSITION"),
            """
            SELECT CHILD.TABLE_NAME, PARENT.TABLE_NAME FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS R
            JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS CHILD
              ON CHILD.CONSTRAINT_SCHEMA = R.CONSTRAINT_SCHEMA AND CHILD.CONSTRAINT_NAME = R.CONSTRAINT_NAME
            JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS PARENT
              ON PARENT.CONSTRAINT_SCHEMA = R.UNIQUE_CONSTRAINT_SCHEMA
             AND PARENT.CONSTRAINT_NAME = R.UNIQUE_CONSTRAINT_NAME
            WHERE R.CONSTRAINT_SCHEMA = SCHEMA() AND (R.DELETE_RULE IN\s""" + RULES + " OR R.UPDATE_RULE IN " + RULES + ")",
            new Query("SELECT TABLE_NAME, COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE 1 = 0", "TABLE_NAME", ""));

    private static Query tables(String more) {
        return new Query(
                "SELECT TABLE_NAME, " + more + " FROM INFORMATION_SCHEMA.TABLES"
                        + " WHERE TABLE_SCHEMA = SCHEMA() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')",
                "LOWER(TABLE_NAME)",
                " ORDER BY TABLE_NAME");
    }

    static Queries of(Dialect dialect) {
        return switch (dialect) {
            case H2 -> H2;
            case MYSQL -> mysql("COLUMN_DEFAULT IS NOT NULL OR EXTRA LIKE '%DEFAULT_GENERATED%'");
            // MariaDB writes the default NULL as that word
            case MARIADB -> mysql("COLUMN_DEFAULT IS NOT NULL AND COLUMN_DEFAULT <> 'NULL'");
        };
    }

    private static Queries mysql(String hasDefault) {
        return new Queries(
                tables("ENGINE, AVG_ROW_LENGTH"),
                new Query("""
                        SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE,
                               NUMERIC_PRECISION IS NOT NULL AND COLUMN_TYPE LIKE '%unsigned%',
                               COALESCE(CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, DATETIME_PRECISION, CASE
                                 WHEN DATA_TYPE IN ('json', 'geometry', 'point', 'linestring', 'polygon', 'multipoint',
                                   'multilinestring', 'multipolygon', 'geometrycollection', 'geomcollection')
                                 THEN 4294967295 ELSE 0 END),
                               IS_NULLABLE = 'YES',\s""" + hasDefault + ", " + """
                               COALESCE(GENERATION_EXPRESSION, '') <> '', EXTRA LIKE '%auto_increment%', CHARACTER_SET_NAME
                        FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = SCHEMA()""", "TABLE_NAME", " ORDER BY TABLE_NAME, ORDINAL_POSITION"),
                new Query("""
                        SELECT TABLE_NAME, INDEX_NAME, INDEX_NAME = 'PRIMARY', NON_UNIQUE = 0, COLUMN_NAME,
                               SUB_PART IS NULL, INDEX_TYPE = 'BTREE'
                        FROM INFORMATION_SCHEMA.STATISTICS WHERE TABLE_SCHEMA = SCHEMA()""", "TABLE_NAME", " ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX"),
                "SELECT TABLE_NAME, REFERENCED_TABLE_NAME FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS"
                        + " WHERE CONSTRAINT_SCHEMA = SCHEMA() AND UNIQUE_CONSTRAINT_SCHEMA = SCHEMA()"
                        + " AND (DELETE_RULE IN " + RULES + " OR UPDATE_RULE IN " + RULES + ")",
                new Query(
                        "SELECT DISTINCT REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME"
                                + " FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE"
                                + " WHERE TABLE_SCHEMA = SCHEMA() AND REFERENCED_TABLE_SCHEMA = SCHEMA()",
                        "REFERENCED_TABLE_NAME",
                        ""));
    }
}
