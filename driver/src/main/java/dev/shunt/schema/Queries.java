package dev.shunt.schema;

/**
 * What to ask an information schema. Truth values come as 1 and 0.
 *
 * @param columns name, type, unsigned, size, nullable, has a default, generated, auto-increment
 * @param indexes index, primary, unique, column, whole column, serves comparisons
 * @param cascades child, parent
 * @param referenced columns, each once, that foreign keys of any table refer to; none where these must be unique
 * @param engine the engine that keeps the table; InnoDB for what is as transactional
 */
record Queries(String columns, String indexes, String cascades, String referenced, String engine) {
    private static final String OURS =
            " FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = SCHEMA() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')";

    static final String TABLES = "SELECT TABLE_NAME" + OURS + " ORDER BY TABLE_NAME";

    static final String TABLE = "SELECT TABLE_NAME" + OURS + " AND LOWER(TABLE_NAME) = LOWER(?)";

    static final String TRIGGERS =
            "SELECT TRIGGER_NAME FROM INFORMATION_SCHEMA.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = SCHEMA() AND EVENT_OBJECT_TABLE = ?";

    private static final String RULES = "('CASCADE', 'SET NULL', 'SET DEFAULT')";

    private static final String OF_TABLE = " WHERE TABLE_SCHEMA = SCHEMA() AND TABLE_NAME = ? ORDER BY ";

    private static final Queries H2 = new Queries(
            """
            SELECT COLUMN_NAME, DATA_TYPE, 0,
                   COALESCE(CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, DATETIME_PRECISION, 0),
                   CASE IS_NULLABLE WHEN 'YES' THEN 1 ELSE 0 END,
                   CASE WHEN COLUMN_DEFAULT IS NULL THEN 0 ELSE 1 END,
                   CASE IS_GENERATED WHEN 'ALWAYS' THEN 1 ELSE 0 END,
                   CASE IS_IDENTITY WHEN 'YES' THEN 1 ELSE 0 END
            FROM INFORMATION_SCHEMA.COLUMNS""" + OF_TABLE + "ORDINAL_POSITION",
            """
            SELECT I.INDEX_NAME, CASE I.INDEX_TYPE_NAME WHEN 'PRIMARY KEY' THEN 1 ELSE 0 END,
                   CASE WHEN C.IS_UNIQUE THEN 1 ELSE 0 END, C.COLUMN_NAME, 1, 1
            FROM INFORMATION_SCHEMA.INDEXES I
            JOIN INFORMATION_SCHEMA.INDEX_COLUMNS C ON C.INDEX_SCHEMA = I.INDEX_SCHEMA AND C.INDEX_NAME = I.INDEX_NAME
            WHERE I.TABLE_SCHEMA = SCHEMA() AND I.TABLE_NAME = ? ORDER BY I.INDEX_NAME, C.ORDINAL_POSITION""",
            """
            SELECT CHILD.TABLE_NAME, PARENT.TABLE_NAME FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS R
            JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS CHILD
              ON CHILD.CONSTRAINT_SCHEMA = R.CONSTRAINT_SCHEMA AND CHILD.CONSTRAINT_NAME = R.CONSTRAINT_NAME
            JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS PARENT
              ON PARENT.CONSTRAINT_SCHEMA = R.UNIQUE_CONSTRAINT_SCHEMA
             AND PARENT.CONSTRAINT_NAME = R.UNIQUE_CONSTRAINT_NAME
            WHERE R.CONSTRAINT_SCHEMA = SCHEMA() AND (R.DELETE_RULE IN\s""" + RULES + " OR R.UPDATE_RULE IN " + RULES + ")",
            "SELECT COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE 1 = 0 AND TABLE_NAME = ?",
            "SELECT 'InnoDB' FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = SCHEMA() AND TABLE_NAME = ?");

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
                """
                SELECT COLUMN_NAME, DATA_TYPE, NUMERIC_PRECISION IS NOT NULL AND COLUMN_TYPE LIKE '%unsigned%',
                       COALESCE(CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, DATETIME_PRECISION, 0),
                       IS_NULLABLE = 'YES',\s""" + hasDefault + ", " + """
                       COALESCE(GENERATION_EXPRESSION, '') <> '', EXTRA LIKE '%auto_increment%'
                FROM INFORMATION_SCHEMA.COLUMNS""" + OF_TABLE + "ORDINAL_POSITION",
                """
                SELECT INDEX_NAME, INDEX_NAME = 'PRIMARY', NON_UNIQUE = 0, COLUMN_NAME, SUB_PART IS NULL,
                       INDEX_TYPE = 'BTREE'
                FROM INFORMATION_SCHEMA.STATISTICS""" + OF_TABLE + "INDEX_NAME, SEQ_IN_INDEX",
                "SELECT TABLE_NAME, REFERENCED_TABLE_NAME FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS"
                        + " WHERE CONSTRAINT_SCHEMA = SCHEMA() AND UNIQUE_CONSTRAINT_SCHEMA = SCHEMA()"
                        + " AND (DELETE_RULE IN " + RULES + " OR UPDATE_RULE IN " + RULES + ")",
                "SELECT DISTINCT REFERENCED_COLUMN_NAME FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE"
                        + " WHERE TABLE_SCHEMA = SCHEMA() AND REFERENCED_TABLE_SCHEMA = SCHEMA()"
                        + " AND REFERENCED_TABLE_NAME = ?",
                "SELECT ENGINE FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = SCHEMA() AND TABLE_NAME = ?");
    }
}
