package dev.shunt.it;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Arguments for any method of java.sql: a usual call, one with nulls, and one that is out of range. */
final class AuditArguments {
    /** How a method is called. */
    enum Variant {
        USUAL,
        OTHER,
        NULLS,
        WRONG
    }

    private static final Map<String, String> STATEMENTS = Map.of(
            "executeUpdate", "UPDATE audit SET i = i + 1 WHERE id = 1",
            "executeLargeUpdate", "UPDATE audit SET i = i + 1 WHERE id = 1",
            "addBatch", "UPDATE audit SET i = i + 2 WHERE id = 2",
            "prepareCall", "CALL audit_procedure(?, ?)",
            "setSchema", "PUBLIC");

    private AuditArguments() {}

    static @Nullable Object[] of(Method method, Variant variant, Connection connection) throws SQLException {
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Class<?> type : method.getParameterTypes()) {
            arguments.add(argument(method, type, arguments.size(), variant, connection));
        }
        return arguments.toArray();
    }

    private static @Nullable Object argument(
            Method method, Class<?> type, int position, Variant variant, Connection connection) throws SQLException {
        if (type == int.class) {
            return number(method, position, variant);
        }
        if (type == long.class) {
            return variant == Variant.WRONG ? -5L : 2L;
        }
        if (type.isPrimitive()) {
            return primitive(type, variant);
        }
        if (variant == Variant.NULLS) {
            return null;
        }
        if (type == String.class) {
            return text(method, position, variant);
        }
        return object(method, type, connection);
    }

    private static int number(Method method, int position, Variant variant) {
        if (method.getName().equals("setNetworkTimeout")) {
            return 30_000;
        }
        if (variant == Variant.WRONG) {
            return 99;
        }
        if (position == 0 && method.getParameterCount() > 0) {
            return variant == Variant.OTHER ? 2 : 1;
        }
        boolean typed = method.getName().startsWith("setObject")
                || method.getName().startsWith("setNull")
                || method.getName().startsWith("registerOut");
        return typed && position == 1 ? Types.INTEGER : 1;
    }

    private static Object primitive(Class<?> type, Variant variant) {
        boolean other = variant == Variant.OTHER;
        if (type == boolean.class) {
            return !other;
        }
        if (type == byte.class) {
            return (byte) (other ? -1 : 1);
        }
        if (type == short.class) {
            return (short) (other ? -1 : 1);
        }
        return type == float.class ? (Object) 1.5f : (Object) 1.5d;
    }

    private static String text(Method method, int position, Variant variant) {
        if (variant == Variant.WRONG) {
            return "no such thing";
        }
        String name = method.getName();
        boolean column = method.getDeclaringClass() == java.sql.ResultSet.class;
        if (column) {
            return position == 0 ? (variant == Variant.OTHER ? "s" : "i") : "text";
        }
        if (method.getDeclaringClass() == java.sql.DatabaseMetaData.class) {
            return variant == Variant.OTHER ? "AUDIT" : "%";
        }
        boolean sql = name.startsWith("prepare") || name.startsWith("execute") || name.equals("nativeSQL");
        return STATEMENTS.getOrDefault(name, sql ? "SELECT id, i, s FROM audit WHERE id < 9" : "2");
    }

    private static @Nullable Object object(Method method, Class<?> type, Connection connection) throws SQLException {
        if (type == Class.class) {
            return method.getName().contains("rap") ? method.getDeclaringClass() : String.class;
        }
        Object made = made(type, connection);
        return made != null ? made : simple(type);
    }

    private static @Nullable Object made(Class<?> type, Connection connection) throws SQLException {
        if (type == Blob.class) {
            Blob blob = connection.createBlob();
            blob.setBytes(1, new byte[] {1, 2});
            return blob;
        }
        if (type == Clob.class || type == NClob.class) {
            Clob clob = type == Clob.class ? connection.createClob() : connection.createNClob();
            clob.setString(1, "text");
            return clob;
        }
        if (type == SQLXML.class) {
            SQLXML xml = connection.createSQLXML();
            xml.setString("<a/>");
            return xml;
        }
        if (type == Savepoint.class) {
            connection.setAutoCommit(false);
            return connection.setSavepoint("audit");
        }
        return null;
    }

    private static @Nullable Object simple(Class<?> type) {
        if (type == Executor.class) {
            return (Executor) Runnable::run;
        }
        if (type == Properties.class) {
            Properties properties = new Properties();
            properties.setProperty("ApplicationName", "audit");
            return properties;
        }
        if (type == SQLType.class) {
            return JDBCType.INTEGER;
        }
        if (type == Calendar.class) {
            return new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        }
        if (type.isArray()) {
            return array(type);
        }
        if (type == Map.class) {
            return Map.of();
        }
        return scalar(type);
    }

    private static Object array(Class<?> type) {
        if (type == byte[].class) {
            return new byte[] {1, 2};
        }
        if (type == int[].class) {
            return new int[] {1};
        }
        return type == String[].class ? new String[] {"id"} : new Object[] {1};
    }

    private static @Nullable Object scalar(Class<?> type) {
        if (type == Object.class) {
            return 7;
        }
        if (type == BigDecimal.class) {
            return new BigDecimal("1.50");
        }
        if (type == Date.class) {
            return Date.valueOf("2024-02-29");
        }
        if (type == Time.class) {
            return Time.valueOf("12:34:56");
        }
        if (type == Timestamp.class) {
            return Timestamp.valueOf("2024-02-29 12:34:56.5");
        }
        if (type == InputStream.class) {
            return new ByteArrayInputStream("text".getBytes(StandardCharsets.UTF_8));
        }
        if (type == Reader.class) {
            return new StringReader("text");
        }
        return type == URL.class ? url() : null;
    }

    private static URL url() {
        try {
            return java.net.URI.create("http://localhost/a").toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
