package dev.shunt.shadow;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Both databases, the secondary behind its gate. */
record Sides(DataSource primary, DataSource secondary, Gate gate) {
    Reading askPrimary(Query query) throws SQLException {
        return query.ask(primary);
    }

    List<Reading> askPrimaryTwice(Query query) throws SQLException {
        return query.askTwice(primary);
    }

    /** Asks the secondary; empty if the gate is closed. */
    Optional<Reading> askSecondary(Query query) throws SQLException {
        if (!gate.allows()) {
            return Optional.empty();
        }
        try {
            Reading reading = query.ask(secondary);
            gate.succeeded();
            return Optional.of(reading);
        } catch (SQLException | RuntimeException | Error e) {
            gate.failed(e);
            throw e;
        }
    }
}
