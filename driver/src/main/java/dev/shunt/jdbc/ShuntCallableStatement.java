package dev.shunt.jdbc;

import java.sql.CallableStatement;

/** A call of the application. What a routine does is not seen; its runs are covered by {@code mirror.call}. */
abstract class ShuntCallableStatement extends ShuntPreparedStatement implements CallableStatement {
    ShuntCallableStatement(CallableStatement delegate, ShuntConnection connection, String sql, boolean keysAdded) {
        super(delegate, connection, sql, keysAdded);
    }
}
