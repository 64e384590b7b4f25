package dev.shunt.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds what is said of random conditions against what a database does with them. */
class PredicateTest {
    private static final int CONDITIONS = 2_000;
    private static final List<String> COLUMNS = List.of("a", "b", "c", "x.a", "`b`", "x.c");
    private static final List<String> OPERATORS = List.of("=", "=", "=", "<", ">", "<=", "<>");

    private final SqlAnalyzer analyzer = new SqlAnalyzer();
    private Connection connection;

    @BeforeEach
    void fill() throws SQLException {
        connection = DriverManager.getConnection("jdbc:h2:mem:predicates;MODE=MySQL;CASE_INSENSITIVE_IDENTIFIERS=TRUE");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a INT, b INT, c INT)");
            statement.execute("INSERT INTO t SELECT p.x, q.x, NULLIF(r.x, 3) FROM system_range(0, 3) p,"
                    + " system_range(0, 3) q, system_range(0, 3) r");
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void everyRowThatIsFoundHasTheValuesItMustEqual() throws SQLException {
        long seed = Long.getLong("shunt.seed", System.nanoTime());
        System.out.println("PredicateTest shunt.seed=" + seed);
        Random random = new Random(seed);
        int equalities = 0;
        int rows = 0;
        for (int i = 0; i < CONDITIONS; i++) {
            String condition = condition(random, 3);
            String sql = "DELETE FROM t x WHERE " + condition;
            Write.Delete delete =
                    assertInstanceOf(Write.Delete.class, analyzer.analyze(sql).write(), sql);
            assertEquals(condition, delete.where().text());
            assertTrue(delete.where().askable(), sql);
            equalities += delete.where().equalities().size();
            rows += check(delete, "seed " + seed + ": " + sql);
        }
        assertTrue(equalities > CONDITIONS / 10, "equalities " + equalities);
        assertTrue(rows > CONDITIONS, "rows " + rows);
    }

    private int check(Write.Delete delete, String message) throws SQLException {
        int rows = 0;
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT * FROM " + delete.target() + " WHERE ("
                        + delete.where().text() + ")")) {
            for (; found.next(); rows++) {
                for (Map.Entry<String, List<Term>> equality :
                        delete.where().equalities().entrySet()) {
                    BigDecimal value = found.getBigDecimal(equality.getKey());
                    boolean equal = equality.getValue().stream()
                            .anyMatch(term -> term instanceof Term.Literal literal
                                    && value != null
                                    && new BigDecimal(literal.value().toString()).compareTo(value) == 0);
                    assertTrue(equal, message + " finds " + value);
                }
            }
        }
        return rows;
    }

    private static String condition(Random random, int depth) {
        if (depth == 0) {
            return comparison(random);
        }
        String left = condition(random, depth - 1);
        String right = condition(random, depth - 1);
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> left + " AND " + right;
            case 4 -> left + " OR " + right;
            case 5 -> "(" + left + ") AND (" + right + ")";
            case 6 -> "NOT " + left;
            case 7 -> "(" + left + " OR " + right + ")";
            case 8 -> "CASE WHEN " + left + " THEN " + comparison(random) + " ELSE " + comparison(random) + " END";
            default -> "(" + left + ")";
        };
    }

    private static String comparison(Random random) {
        String column = pick(COLUMNS, random);
        return switch (random.nextInt(9)) {
            case 0 -> column + " IN (" + value(random) + ", " + value(random) + ")";
            case 1 -> column + " NOT IN (" + value(random) + ")";
            case 2 -> column + " BETWEEN " + value(random) + " AND " + value(random);
            case 3 -> column + " IS NOT NULL";
            case 4 -> value(random) + " " + pick(OPERATORS, random) + " " + column;
            case 5 ->
                column + " = " + random.nextInt(3) + pick(List.of(" + ", " - ", " * "), random) + random.nextInt(3);
            case 6 -> column + " = " + pick(COLUMNS, random);
            default -> column + " " + pick(OPERATORS, random) + " " + value(random);
        };
    }

    private static String value(Random random) {
        return pick(List.of("0", "1", "2", "3", "-1", "'1'", "2.0", "(1)", "- -1", "1e0", "+2", "00002"), random);
    }

    private static String pick(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
