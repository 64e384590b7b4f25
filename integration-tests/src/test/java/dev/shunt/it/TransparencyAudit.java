package dev.shunt.it;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Drives every method and overload of the interfaces of java.sql, default methods included, on two connections, and
 * tells where the second behaves in another way than the first: by what is returned or thrown, by the warnings, and by
 * what the object does afterwards.
 */
final class TransparencyAudit {
    /** Opens a connection to one of the two. */
    interface Source {
        Connection open() throws SQLException;
    }

    /** Makes the object whose methods are driven. */
    private interface Subject {
        Object on(Connection connection) throws SQLException;
    }

    /**
     * What came out.
     *
     * @param found all methods that reflection knows
     * @param exercised those that were called on both sides
     * @param calls how many calls were compared
     * @param differences one line for each
     */
    record Result(Set<String> found, Set<String> exercised, int calls, List<String> differences) {
        /** What was found and never called. */
        Set<String> missed() {
            Set<String> missed = new TreeSet<>(found);
            missed.removeAll(exercised);
            return missed;
        }
    }

    static final List<String> H2 =
            List.of("CREATE ALIAS audit_procedure AS 'int audit(int a, int b) { return a + b; }'");
    static final List<String> MYSQL = List.of("CREATE PROCEDURE audit_procedure(IN a INT, INOUT b INT) SET b = a + b");
    static final List<String> TABLES = List.of("""
            CREATE TABLE audit (
              id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, i INT, s VARCHAR(40), d DECIMAL(10, 2), t TIMESTAMP(6) NULL,
              dt DATE, tm TIME, b VARBINARY(20), x DOUBLE, l BIGINT, f BOOLEAN)""", """
            INSERT INTO audit (i, s, d, t, dt, tm, b, x, l, f) VALUES
              (1, 'one', 1.25, '2024-01-02 03:04:05.000006', '2024-01-02', '03:04:05', X'0102', 0.5, 9000000000, TRUE),
              (2, '2', 2.00, '2024-01-02 03:04:05', '2024-01-02', '03:04:05', X'ff', -1, 0, FALSE),
              (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)""");

    private static final String QUERY = "SELECT id, i, s, d, t, dt, tm, b, x, l, f FROM audit ORDER BY id";

    private final Side bare;
    private final Side wrapped;
    private final Set<String> found = new LinkedHashSet<>();
    private final Set<String> exercised = new LinkedHashSet<>();
    private final List<String> differences = new ArrayList<>();
    private int calls;

    private TransparencyAudit(Source bare, Source wrapped) {
        this.bare = new Side(bare);
        this.wrapped = new Side(wrapped);
    }

    /** Audits; both lead to databases with {@link #TABLES} and the procedure, each its own. */
    static Result of(Source bare, Source wrapped) throws SQLException {
        TransparencyAudit audit = new TransparencyAudit(bare, wrapped);
        Map<Class<?>, List<Subject>> subjects = new LinkedHashMap<>();
        subjects.put(Connection.class, List.of(connection -> connection));
        subjects.put(Statement.class, List.of(Connection::createStatement, TransparencyAudit::executed));
        subjects.put(PreparedStatement.class, List.of(TransparencyAudit::prepared, TransparencyAudit::preparedUpdate));
        subjects.put(CallableStatement.class, List.of(TransparencyAudit::call, TransparencyAudit::called));
        subjects.put(ResultSet.class, List.of(TransparencyAudit::scrollable, TransparencyAudit::updatable));
        subjects.put(DatabaseMetaData.class, List.of(Connection::getMetaData));
        subjects.put(ResultSetMetaData.class, List.of(connection -> scrollable(connection)
                .getMetaData()));
        subjects.put(ParameterMetaData.class, List.of(connection -> prepared(connection)
                .getParameterMetaData()));
        for (Map.Entry<Class<?>, List<Subject>> entry : subjects.entrySet()) {
            for (Subject subject : entry.getValue()) {
                audit.drive(entry.getKey(), subject);
            }
        }
        audit.bare.close();
        audit.wrapped.close();
        return new Result(audit.found, audit.exercised, audit.calls, audit.differences);
    }

    private void drive(Class<?> type, Subject subject) throws SQLException {
        for (Method method : type.getMethods()) {
            if (Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            found.add(name(type, method));
            for (AuditArguments.Variant variant : AuditArguments.Variant.values()) {
                if (variant == AuditArguments.Variant.USUAL || method.getParameterCount() > 0) {
                    compare(type, subject, method, variant);
                }
            }
        }
    }

    private void compare(Class<?> type, Subject subject, Method method, AuditArguments.Variant variant)
            throws SQLException {
        String expected = outcome(bare, subject, method, variant);
        String actual = outcome(wrapped, subject, method, variant);
        calls++;
        exercised.add(name(type, method));
        if (!expected.equals(actual)) {
            differences.add(name(type, method) + " " + variant + "\n  bare:    " + expected + "\n  wrapped: " + actual);
        }
    }

    private static String outcome(Side side, Subject subject, Method method, AuditArguments.Variant variant)
            throws SQLException {
        Connection connection = side.connection();
        Object object;
        try {
            object = subject.on(connection);
        } catch (SQLException e) {
            side.release(connection);
            return "no subject: " + Outcome.thrown(e);
        }
        @Nullable Object[] arguments = AuditArguments.of(method, variant, connection);
        String text = invoke(object, method, arguments) + "\n  then " + afterwards(object);
        side.release(object);
        return text;
    }

    private static String invoke(Object object, Method method, @Nullable Object[] arguments) {
        try {
            return Outcome.of(method.invoke(object, arguments));
        } catch (InvocationTargetException e) {
            return Outcome.thrown(e.getTargetException());
        } catch (Exception e) {
            return Outcome.thrown(e);
        }
    }

    /** What the object does after the call: a setter is seen by what is sent, a mode by what it changes. */
    private static String afterwards(Object object) {
        try {
            if (object instanceof PreparedStatement statement) {
                return statement.execute() + " " + Outcome.of(statement.getResultSet()) + " "
                        + statement.getUpdateCount() + " " + Outcome.of(statement.getWarnings());
            }
            if (object instanceof ResultSet result) {
                return result.getRow() + " " + Outcome.of(result.getObject(2)) + " " + Outcome.of(result.getWarnings());
            }
            if (object instanceof Statement statement) {
                return statement.isClosed() + " " + statement.getUpdateCount() + " "
                        + Outcome.of(statement.getWarnings());
            }
            if (object instanceof Connection connection) {
                return connection.isClosed() + " " + connection.getAutoCommit() + " " + connection.getHoldability()
                        + " " + connection.getTransactionIsolation() + " " + Outcome.of(connection.getWarnings());
            }
            return "";
        } catch (Exception e) {
            return Outcome.thrown(e);
        }
    }

    private static Statement executed(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.executeUpdate("INSERT INTO audit (i) VALUES (5)", Statement.RETURN_GENERATED_KEYS);
        statement.addBatch("UPDATE audit SET i = 3 WHERE id = 2");
        return statement;
    }

    private static PreparedStatement prepared(Connection connection) throws SQLException {
        PreparedStatement statement =
                connection.prepareStatement("SELECT id, i, s FROM audit WHERE s = ? OR id = ? ORDER BY id");
        statement.setString(1, "one");
        statement.setInt(2, 2);
        return statement;
    }

    private static PreparedStatement preparedUpdate(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        PreparedStatement statement = connection.prepareStatement("UPDATE audit SET s = ? WHERE id = ?");
        statement.setString(1, "new");
        statement.setInt(2, 2);
        return statement;
    }

    private static CallableStatement call(Connection connection) throws SQLException {
        CallableStatement statement = connection.prepareCall("{call audit_procedure(?, ?)}");
        statement.setInt(1, 3);
        statement.setInt(2, 4);
        return statement;
    }

    private static CallableStatement called(Connection connection) throws SQLException {
        CallableStatement statement = connection.prepareCall("{call audit_procedure(?, ?)}");
        statement.setInt(1, 3);
        statement.setInt(2, 4);
        statement.registerOutParameter(2, java.sql.Types.INTEGER);
        statement.execute();
        return statement;
    }

    private static ResultSet scrollable(Connection connection) throws SQLException {
        ResultSet result = connection
                .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)
                .executeQuery(QUERY);
        result.next();
        return result;
    }

    private static ResultSet updatable(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        ResultSet result = connection
                .createStatement(ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE)
                .executeQuery(QUERY);
        result.absolute(2);
        return result;
    }

    /** One of the two, with a connection that serves until a call has broken it. */
    private static final class Side {
        private final Source source;
        private @Nullable Connection kept;

        Side(Source source) {
            this.source = source;
        }

        Connection connection() throws SQLException {
            if (kept == null || kept.isClosed()) {
                kept = source.open();
            }
            return kept;
        }

        /** Ends what the object began; a connection that was itself the subject is not used again. */
        void release(Object object) throws SQLException {
            if (object instanceof Connection) {
                close();
                return;
            }
            if (object instanceof ResultSet result && !result.isClosed()) {
                result.getStatement().close();
            }
            if (object instanceof Statement statement) {
                statement.close();
            }
            if (kept != null && !kept.isClosed() && !kept.getAutoCommit()) {
                kept.rollback();
                kept.setAutoCommit(true);
            }
        }

        void close() throws SQLException {
            if (kept != null) {
                kept.close();
                kept = null;
            }
        }
    }

    private static String name(Class<?> type, Method method) {
        List<String> parameters = new ArrayList<>();
        for (Class<?> parameter : method.getParameterTypes()) {
            parameters.add(parameter.getSimpleName());
        }
        return type.getSimpleName() + "." + method.getName() + "(" + String.join(", ", parameters) + ")";
    }
}
