package dev.shunt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class TroubleTest {
    @Test
    void aRefusedValueIsNotShown() {
        SQLException duplicate =
                new SQLException("Duplicate entry 'bob@x.com' for key 'customer.email'", "23000", 1062);
        assertEquals("SQLException: Duplicate entry … for key …", Trouble.text(duplicate));
        SQLException h2 =
                new SQLException("Unique index: \"T(U) VALUES ( /* 1 */ 35 )\"; SQL statement: INSERT", "23505");
        assertEquals("SQLException: Unique index: \"T(U) …\"…", Trouble.text(h2));
    }

    @Test
    void aMissingTableIsNamed() {
        assertEquals(
                "SQLException: Table 'shop.t' doesn't exist",
                Trouble.text(new SQLException("Table 'shop.t' doesn't exist", "42S02")));
    }

    @Test
    void aPoolThatHasNoConnectionGivesWhatTheDriverSaid() {
        SQLException refused = new SQLException("Connection refused");
        assertEquals(
                "SQLException: Connection refused", Trouble.text(new SQLTransientConnectionException("no", refused)));
    }
}
