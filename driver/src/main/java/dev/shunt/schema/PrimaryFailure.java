package dev.shunt.schema;

import java.sql.SQLException;

/** What the primary threw in work between both sides: the secondary is not to blame for it. */
public final class PrimaryFailure extends SQLException {
    private final SQLException thrown;

    public PrimaryFailure(SQLException thrown) {
        super(thrown.getMessage(), thrown.getSQLState(), thrown.getErrorCode(), thrown);
        this.thrown = thrown;
    }

    SQLException thrown() {
        return thrown;
    }
}
