package dev.shunt.it;

import java.io.InputStream;
import java.io.Reader;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** How an application reads a result. */
enum WayToRead {
    OBJECTS(false, ResultSet.TYPE_FORWARD_ONLY) {
        @Override
        void read(ResultSet rows) throws SQLException {
            while (rows.next()) {
                eachColumn(rows, column -> rows.getObject(column));
            }
        }
    },
    PREPARED_TEXTS_BY_LABEL(true, ResultSet.TYPE_FORWARD_ONLY) {
        @Override
        void read(ResultSet rows) throws SQLException {
            while (rows.next()) {
                eachColumn(rows, column -> rows.getString(rows.getMetaData().getColumnLabel(column)));
            }
        }
    },
    NATIVE_TYPES(false, ResultSet.TYPE_FORWARD_ONLY) {
        @Override
        void read(ResultSet rows) throws SQLException {
            while (rows.next()) {
                eachColumn(rows, column -> nativeValue(rows, column));
            }
        }
    },
    /** Each value by a stream, which is consumed, and then again. */
    PREPARED_STREAMS(true, ResultSet.TYPE_FORWARD_ONLY) {
        @Override
        void read(ResultSet rows) throws SQLException {
            while (rows.next()) {
                eachColumn(rows, column -> {
                    InputStream bytes = rows.getBinaryStream(column);
                    return bytes == null ? null : bytes.readAllBytes();
                });
                eachColumn(rows, column -> {
                    Reader text = rows.getCharacterStream(column);
                    return text == null ? null : text.transferTo(java.io.Writer.nullWriter());
                });
            }
        }
    },
    /** Row by row from the server, where the product can; the connection is of no other use meanwhile. */
    STREAMING(false, ResultSet.TYPE_FORWARD_ONLY) {
        @Override
        void fetches(Statement statement) throws SQLException {
            boolean mysql = statement.getConnection().getMetaData().getURL().startsWith("jdbc:mysql:");
            statement.setFetchSize(mysql ? Integer.MIN_VALUE : 1);
        }

        @Override
        void read(ResultSet rows) throws SQLException {
            OBJECTS.read(rows);
        }
    },
    /** To the end and back, then every second row. */
    SCROLLING(true, ResultSet.TYPE_SCROLL_INSENSITIVE) {
        @Override
        void read(ResultSet rows) throws SQLException {
            if (rows.last()) {
                rows.getRow();
            }
            rows.beforeFirst();
            while (rows.next()) {
                eachColumn(rows, column -> rows.getObject(column));
            }
            for (int row = 2; rows.absolute(row); row += 2) {
                rows.getString(1);
            }
        }
    },
    /** Scrollable, and read like any other. */
    SCROLLABLE_FORWARD(false, ResultSet.TYPE_SCROLL_INSENSITIVE) {
        @Override
        void read(ResultSet rows) throws SQLException {
            OBJECTS.read(rows);
        }
    },
    /** The first two rows, and of them the first column only. */
    FIRST_ROWS(true, ResultSet.TYPE_FORWARD_ONLY) {
        @Override
        void read(ResultSet rows) throws SQLException {
            for (int i = 0; i < 2 && rows.next(); i++) {
                rows.getString(1);
            }
        }
    },
    /** Each value more than once, as bytes too. */
    AGAIN(false, ResultSet.TYPE_FORWARD_ONLY) {
        @Override
        void read(ResultSet rows) throws SQLException {
            while (rows.next()) {
                eachColumn(rows, column -> rows.getString(column));
                eachColumn(rows, column -> rows.getBytes(column));
            }
        }
    };

    private final boolean prepared;
    private final int type;

    WayToRead(boolean prepared, int type) {
        this.prepared = prepared;
        this.type = type;
    }

    boolean prepared() {
        return prepared;
    }

    /** The type of the result. */
    int type() {
        return type;
    }

    /** Sets the size in which rows are fetched. */
    void fetches(Statement statement) throws SQLException {}

    abstract void read(ResultSet rows) throws SQLException;

    private interface Getter {
        Object get(int column) throws Exception;
    }

    /** What a getter cannot give (a zero date, a text as a number) is the application's business, and not that of the comparison. */
    private static void eachColumn(ResultSet rows, Getter getter) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            try {
                getter.get(column);
                rows.wasNull();
            } catch (Exception e) {
                rows.getString(column);
            }
        }
    }

    private static Object nativeValue(ResultSet rows, int column) throws SQLException {
        return switch (rows.getMetaData().getColumnType(column)) {
            case Types.BIT, Types.BOOLEAN -> rows.getBoolean(column);
            case Types.TINYINT -> rows.getByte(column);
            case Types.SMALLINT -> rows.getShort(column);
            case Types.INTEGER -> rows.getInt(column);
            case Types.BIGINT -> rows.getLong(column);
            case Types.REAL -> rows.getFloat(column);
            case Types.FLOAT, Types.DOUBLE -> rows.getDouble(column);
            case Types.DECIMAL, Types.NUMERIC -> rows.getBigDecimal(column);
            case Types.DATE -> rows.getObject(column, LocalDate.class);
            case Types.TIME -> rows.getTime(column);
            case Types.TIMESTAMP -> rows.getObject(column, LocalDateTime.class);
            case Types.BLOB -> rows.getBlob(column);
            case Types.CLOB -> rows.getClob(column);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> rows.getBytes(column);
            default -> rows.getNString(column);
        };
    }
}
