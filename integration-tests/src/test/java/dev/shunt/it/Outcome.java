package dev.shunt.it;

import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.lang.reflect.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an application can see of a returned value or an exception, as text that two drivers can be compared by. */
final class Outcome {
    private static final int ROWS = 200;

    private Outcome() {}

    /** Describes the value by its content; JDBC objects by their kind. */
    static String of(@Nullable Object value) throws Exception {
        if (value == null) {
            return "null";
        }
        if (value instanceof byte[] bytes) {
            return "bytes " + HexFormat.of().formatHex(bytes);
        }
        if (value.getClass().isArray()) {
            return array(value);
        }
        if (value instanceof InputStream stream) {
            return "stream " + HexFormat.of().formatHex(stream.readAllBytes());
        }
        if (value instanceof Reader reader) {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return "reader " + text;
        }
        if (value instanceof Map<?, ?> map) {
            return "map " + new TreeMap<>(map);
        }
        return jdbc(value);
    }

    /** Describes the exception: class, message, state and code, and what hangs on it. */
    static String thrown(Throwable error) {
        // the message of the JVM's own is left out once the method is compiled
        String shown = error instanceof NullPointerException ? "NullPointerException" : stable(error.toString());
        StringBuilder text = new StringBuilder("throws ").append(shown);
        if (error instanceof SQLException sql) {
            text.append(" | ").append(sql.getSQLState()).append(" | ").append(sql.getErrorCode());
            if (sql.getNextException() != null) {
                text.append(" | next ").append(thrown(sql.getNextException()));
            }
        }
        return text.toString();
    }

    /** The rows that are left in the result, with their columns' labels. */
    static String rows(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        List<String> lines = new ArrayList<>();
        while (lines.size() < ROWS && result.next()) {
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                values.add(columns.getColumnLabel(i) + "=" + result.getString(i));
            }
            lines.add(values.toString());
        }
        return stable(String.join("\n", lines));
    }

    private static String jdbc(Object value) throws Exception {
        if (value instanceof ResultSet result) {
            return "result\n" + rows(result);
        }
        if (value instanceof SQLWarning warning) {
            return "warning " + thrown(warning);
        }
        if (value instanceof java.sql.Array array) {
            return "sql " + of(array.getArray());
        }
        if (value instanceof Blob blob) {
            return "blob " + HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
        }
        if (value instanceof Clob clob) {
            return "clob " + clob.getSubString(1, (int) clob.length());
        }
        if (value instanceof SQLXML xml) {
            return "xml " + xml.getString();
        }
        for (Class<?> kind : List.of(
                Connection.class,
                Statement.class,
                DatabaseMetaData.class,
                ResultSetMetaData.class,
                ParameterMetaData.class,
                Savepoint.class,
                RowId.class)) {
            if (kind.isInstance(value)) {
                return "a " + kind.getSimpleName();
            }
        }
        return value.getClass().getSimpleName() + " " + stable(value.toString());
    }

    private static String array(Object array) throws Exception {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            values.add(of(Array.get(array, i)));
        }
        return "array " + values;
    }

    /** Without what two runs of the same driver do not share. */
    private static String stable(String text) {
        return text.replaceAll("@[0-9a-f]{4,}", "@")
                .replaceAll("\\b(conn|stat|prep|call|rs|dbMeta|rsMeta)\\d+", "$1")
                .replaceAll("(?i)(source|target)\\d+", "db")
                .replaceAll("it_\\d+_\\d+", "db")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "server")
                .replaceAll("(?s)\\*\\* BEGIN NESTED EXCEPTION.*", "");
    }
}
