package dev.shunt.replay;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Sets a value again, as the application set it, as any parameter of any statement. */
@FunctionalInterface
public interface Setter {
    void set(PreparedStatement statement, int index) throws SQLException;
}
