package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlarmTest {
    private final Logger log = Logger.getLogger(Alarm.class.getName());
    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Alarm alarm = new Alarm("it burns");

    @BeforeEach
    void listen() {
        log.setFilter(record -> {
            if (record.getMessage().contains("it burns")) {
                logged.add(record);
            }
            return false;
        });
    }

    @AfterEach
    void stop() {
        log.setFilter(null);
    }

    @Test
    void aFaultOfOursIsLoggedWithWhereItCameFrom() {
        RuntimeException fault = new IllegalStateException("a bug");
        alarm.raise(fault);
        assertSame(fault, logged.get(0).getThrown());
        alarm.over();
        Error error = new StackOverflowError();
        alarm.raise(error);
        assertSame(error, logged.get(2).getThrown());
        assertEquals("it burns: java.lang.StackOverflowError", alarm.problem());
    }

    @Test
    void whatADatabaseOrADiskSaysIsLoggedWithoutItsCauses() {
        alarm.raise(new IOException("the table refused it", new SQLException("INSERT … VALUES (7)")));
        assertEquals("it burns: the table refused it", logged.get(0).getMessage());
        assertNull(logged.get(0).getThrown());
        alarm.over();
        alarm.raise(new SQLException("refused"));
        assertNull(logged.get(2).getThrown());
    }

    @Test
    void itIsSaidOnceAndOnceThatItIsOver() {
        alarm.over();
        for (int i = 0; i < 3; i++) {
            alarm.raise(new IOException("no space"));
        }
        alarm.over();
        alarm.over();
        assertNull(alarm.problem());
        assertEquals(
                List.of("it burns: no space", "over, after 3 times: it burns: no space"),
                logged.stream().map(LogRecord::getMessage).toList());
    }
}
