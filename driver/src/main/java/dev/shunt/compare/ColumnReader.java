package dev.shunt.compare;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads one value by a getter that loses nothing and can be called again by the application. Never throws. */
final class ColumnReader {
    /** The longest value that is kept, in characters or bytes. */
    static final int MAX_VALUE = 1 << 20;

    private ColumnReader() {}

    static @Nullable Object read(ResultSet row, int index, int type) {
        try {
            return value(row, index, type);
        } catch (SQLException | RuntimeException | LinkageError e) {
            return text(row, index); // zero dates, TIME beyond a day, types that an old driver does not know
        }
    }

    private static @Nullable Object text(ResultSet row, int index) {
        try {
            return bounded(row.getString(index));
        } catch (SQLException | RuntimeException | LinkageError e) {
            return Unread.UNREADABLE;
        }
    }

    private static @Nullable Object value(ResultSet row, int index, int type) throws SQLException {
        return switch (type) {
            // not getObject: TINYINT(1) would become a Boolean and lose its 2
            case Types.BIT, Types.BOOLEAN, Types.TINYINT, Types.SMALLINT, Types.INTEGER ->
                nullable(row.getLong(index), row);
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> nullable(row.getDouble(index), row);
            case Types.BIGINT -> whole(row.getObject(index), row, index);
            case Types.DECIMAL, Types.NUMERIC -> row.getBigDecimal(index);
            case Types.DATE -> row.getObject(index, LocalDate.class);
            case Types.TIME -> row.getObject(index, LocalTime.class);
            case Types.TIMESTAMP -> row.getObject(index, LocalDateTime.class);
            case Types.TIMESTAMP_WITH_TIMEZONE -> instant(row.getObject(index, OffsetDateTime.class));
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> bounded(row.getBytes(index));
            case Types.BLOB -> blob(row.getBlob(index));
            case Types.CLOB, Types.NCLOB -> clob(row.getClob(index));
            default -> bounded(row.getString(index));
        };
    }

    private static @Nullable Object nullable(Object value, ResultSet row) throws SQLException {
        return row.wasNull() ? null : value;
    }

    private static @Nullable Object whole(@Nullable Object value, ResultSet row, int index) throws SQLException {
        return value == null || value instanceof Long || value instanceof BigInteger || value instanceof BigDecimal
                ? value
                : row.getBigDecimal(index);
    }

    private static @Nullable Object instant(@Nullable OffsetDateTime value) {
        return value == null ? null : value.toInstant();
    }

    private static @Nullable Object bounded(@Nullable String value) {
        return value != null && value.length() > MAX_VALUE ? Unread.TOO_LARGE : value;
    }

    private static @Nullable Object bounded(byte @Nullable [] value) {
        return value != null && value.length > MAX_VALUE ? Unread.TOO_LARGE : value;
    }

    private static @Nullable Object blob(@Nullable Blob blob) throws SQLException {
        if (blob == null) {
            return null;
        }
        long length = blob.length();
        return length > MAX_VALUE ? Unread.TOO_LARGE : length == 0 ? new byte[0] : blob.getBytes(1, (int) length);
    }

    private static @Nullable Object clob(@Nullable Clob clob) throws SQLException {
        if (clob == null) {
            return null;
        }
        long length = clob.length();
        return length > MAX_VALUE ? Unread.TOO_LARGE : length == 0 ? "" : clob.getSubString(1, (int) length);
    }
}
