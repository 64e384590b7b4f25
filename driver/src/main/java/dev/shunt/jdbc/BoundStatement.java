package dev.shunt.jdbc;

import dev.shunt.replay.Bindings;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the application binds, once a target is configured: the keys of a write and the repetition of a read come
 * from it. A statement prepared before that keeps nothing, and its writes are whole-table intents.
 */
abstract class BoundStatement extends ShuntStatement implements PreparedStatement {
    /** Bytes; longer than any index of the databases takes. */
    private static final int LONGEST_KEY = 4096;

    private final PreparedStatement prepared;

    /** What is bound now; null where nothing is kept. */
    final @Nullable Bindings bindings;

    BoundStatement(PreparedStatement prepared, ShuntConnection connection, boolean keysAdded) {
        super(prepared, connection, keysAdded);
        this.prepared = prepared;
        this.bindings = connection.context().keepsBindings() ? new Bindings() : null;
    }

    /** The application may use its buffer for the next row; longer ones are no keys, and reads that differ are looked at again. */
    private static byte @Nullable [] kept(byte @Nullable [] x) {
        return x == null || x.length > LONGEST_KEY ? x : x.clone();
    }

    private void once(int index) {
        if (bindings != null) {
            bindings.putUnknown(index);
        }
    }

    @Override
    public void clearParameters() throws SQLException {
        prepared.clearParameters();
        if (bindings != null) {
            bindings.clear();
        }
    }

    @Override
    @Deprecated
    public void setUnicodeStream(int index, @Nullable InputStream x, int length) throws SQLException {
        prepared.setUnicodeStream(index, x, length);
        once(index);
    }

    @Override
    public void setNull(int index, int sqlType) throws SQLException {
        prepared.setNull(index, sqlType);
        if (bindings != null) {
            bindings.put(index, null, (s, i) -> s.setNull(i, sqlType));
        }
    }

    @Override
    public void setNull(int index, int sqlType, String typeName) throws SQLException {
        prepared.setNull(index, sqlType, typeName);
        if (bindings != null) {
            bindings.put(index, null, (s, i) -> s.setNull(i, sqlType, typeName));
        }
    }

    @Override
    public void setBoolean(int index, boolean x) throws SQLException {
        prepared.setBoolean(index, x);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setBoolean(i, x));
        }
    }

    @Override
    public void setByte(int index, byte x) throws SQLException {
        prepared.setByte(index, x);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setByte(i, x));
        }
    }

    @Override
    public void setShort(int index, short x) throws SQLException {
        prepared.setShort(index, x);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setShort(i, x));
        }
    }

    @Override
    public void setInt(int index, int x) throws SQLException {
        prepared.setInt(index, x);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setInt(i, x));
        }
    }

    @Override
    public void setLong(int index, long x) throws SQLException {
        prepared.setLong(index, x);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setLong(i, x));
        }
    }

    @Override
    public void setFloat(int index, float x) throws SQLException {
        prepared.setFloat(index, x);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setFloat(i, x));
        }
    }

    @Override
    public void setDouble(int index, double x) throws SQLException {
        prepared.setDouble(index, x);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setDouble(i, x));
        }
    }

    @Override
    public void setBigDecimal(int index, @Nullable BigDecimal x) throws SQLException {
        prepared.setBigDecimal(index, x);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setBigDecimal(i, x));
        }
    }

    @Override
    public void setString(int index, @Nullable String x) throws SQLException {
        prepared.setString(index, x);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setString(i, x));
        }
    }

    @Override
    public void setNString(int index, @Nullable String x) throws SQLException {
        prepared.setNString(index, x);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setNString(i, x));
        }
    }

    @Override
    public void setBytes(int index, byte @Nullable [] x) throws SQLException {
        prepared.setBytes(index, x);
        if (bindings != null) {
            byte[] kept = kept(x);
            bindings.put(index, kept, (s, i) -> s.setBytes(i, kept));
        }
    }

    @Override
    public void setDate(int index, @Nullable Date x) throws SQLException {
        prepared.setDate(index, x);
        if (bindings != null) {
            Date kept = x == null ? null : (Date) x.clone();
            bindings.put(index, kept, (s, i) -> s.setDate(i, kept));
        }
    }

    @Override
    public void setDate(int index, @Nullable Date x, Calendar calendar) throws SQLException {
        prepared.setDate(index, x, calendar);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setDate(i, x, calendar));
        }
    }

    @Override
    public void setTime(int index, @Nullable Time x) throws SQLException {
        prepared.setTime(index, x);
        if (bindings != null) {
            Time kept = x == null ? null : (Time) x.clone();
            bindings.put(index, kept, (s, i) -> s.setTime(i, kept));
        }
    }

    @Override
    public void setTime(int index, @Nullable Time x, Calendar calendar) throws SQLException {
        prepared.setTime(index, x, calendar);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setTime(i, x, calendar));
        }
    }

    @Override
    public void setTimestamp(int index, @Nullable Timestamp x) throws SQLException {
        prepared.setTimestamp(index, x);
        if (bindings != null) {
            Timestamp kept = x == null ? null : (Timestamp) x.clone();
            bindings.put(index, kept, (s, i) -> s.setTimestamp(i, kept));
        }
    }

    @Override
    public void setTimestamp(int index, @Nullable Timestamp x, Calendar calendar) throws SQLException {
        prepared.setTimestamp(index, x, calendar);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setTimestamp(i, x, calendar));
        }
    }

    @Override
    public void setObject(int index, @Nullable Object x) throws SQLException {
        prepared.setObject(index, x);
        if (bindings != null) {
            Object kept = x instanceof byte[] bytes ? kept(bytes) : x;
            bindings.put(index, kept, (s, i) -> s.setObject(i, kept));
        }
    }

    @Override
    public void setObject(int index, @Nullable Object x, int targetSqlType) throws SQLException {
        prepared.setObject(index, x, targetSqlType);
        if (bindings != null) {
            Object kept = x instanceof byte[] bytes ? kept(bytes) : x;
            bindings.put(index, kept, (s, i) -> s.setObject(i, kept, targetSqlType));
        }
    }

    @Override
    public void setObject(int index, @Nullable Object x, int targetSqlType, int scaleOrLength) throws SQLException {
        prepared.setObject(index, x, targetSqlType, scaleOrLength);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setObject(i, x, targetSqlType, scaleOrLength));
        }
    }

    @Override
    public void setObject(int index, @Nullable Object x, SQLType targetSqlType) throws SQLException {
        prepared.setObject(index, x, targetSqlType);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setObject(i, x, targetSqlType));
        }
    }

    @Override
    public void setObject(int index, @Nullable Object x, SQLType targetSqlType, int scaleOrLength) throws SQLException {
        prepared.setObject(index, x, targetSqlType, scaleOrLength);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setObject(i, x, targetSqlType, scaleOrLength));
        }
    }

    @Override
    public void setURL(int index, @Nullable URL x) throws SQLException {
        prepared.setURL(index, x);
        if (bindings != null) {
            bindings.put(index, x, (s, i) -> s.setURL(i, x));
        }
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream x) throws SQLException {
        prepared.setAsciiStream(index, x);
        once(index);
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream x, int length) throws SQLException {
        prepared.setAsciiStream(index, x, length);
        once(index);
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream x, long length) throws SQLException {
        prepared.setAsciiStream(index, x, length);
        once(index);
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream x) throws SQLException {
        prepared.setBinaryStream(index, x);
        once(index);
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream x, int length) throws SQLException {
        prepared.setBinaryStream(index, x, length);
        once(index);
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream x, long length) throws SQLException {
        prepared.setBinaryStream(index, x, length);
        once(index);
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader x) throws SQLException {
        prepared.setCharacterStream(index, x);
        once(index);
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader x, int length) throws SQLException {
        prepared.setCharacterStream(index, x, length);
        once(index);
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader x, long length) throws SQLException {
        prepared.setCharacterStream(index, x, length);
        once(index);
    }

    @Override
    public void setNCharacterStream(int index, @Nullable Reader x) throws SQLException {
        prepared.setNCharacterStream(index, x);
        once(index);
    }

    @Override
    public void setNCharacterStream(int index, @Nullable Reader x, long length) throws SQLException {
        prepared.setNCharacterStream(index, x, length);
        once(index);
    }

    @Override
    public void setBlob(int index, @Nullable Blob x) throws SQLException {
        prepared.setBlob(index, x);
        once(index);
    }

    @Override
    public void setBlob(int index, @Nullable InputStream x) throws SQLException {
        prepared.setBlob(index, x);
        once(index);
    }

    @Override
    public void setBlob(int index, @Nullable InputStream x, long length) throws SQLException {
        prepared.setBlob(index, x, length);
        once(index);
    }

    @Override
    public void setClob(int index, @Nullable Clob x) throws SQLException {
        prepared.setClob(index, x);
        once(index);
    }

    @Override
    public void setClob(int index, @Nullable Reader x) throws SQLException {
        prepared.setClob(index, x);
        once(index);
    }

    @Override
    public void setClob(int index, @Nullable Reader x, long length) throws SQLException {
        prepared.setClob(index, x, length);
        once(index);
    }

    @Override
    public void setNClob(int index, @Nullable NClob x) throws SQLException {
        prepared.setNClob(index, x);
        once(index);
    }

    @Override
    public void setNClob(int index, @Nullable Reader x) throws SQLException {
        prepared.setNClob(index, x);
        once(index);
    }

    @Override
    public void setNClob(int index, @Nullable Reader x, long length) throws SQLException {
        prepared.setNClob(index, x, length);
        once(index);
    }

    @Override
    public void setSQLXML(int index, @Nullable SQLXML x) throws SQLException {
        prepared.setSQLXML(index, x);
        once(index);
    }

    @Override
    public void setArray(int index, @Nullable Array x) throws SQLException {
        prepared.setArray(index, x);
        once(index);
    }

    @Override
    public void setRef(int index, @Nullable Ref x) throws SQLException {
        prepared.setRef(index, x);
        once(index);
    }

    @Override
    public void setRowId(int index, @Nullable RowId x) throws SQLException {
        prepared.setRowId(index, x);
        once(index);
    }
}
