package dev.shunt.replay;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Sets one parameter again, on any statement of the same text. */
@FunctionalInterface
public interface Setter {
    void set(PreparedStatement statement) throws SQLException;
}
