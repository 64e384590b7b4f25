package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The transcript says the same of the same, and enough to tell a difference. */
class TranscriptTest {
    @ParameterizedTest
    @EnumSource
    void twoRunsOfThePlainDriverWriteTheSameTranscript(Databases databases) throws SQLException {
        try (Pair pair = databases.open();
                Connection one = pair.source();
                Connection other = pair.target()) {
            pair.onBoth(Transcript.TABLES);
            String transcript = Transcript.of(one, databases);
            assertEquals(transcript, Transcript.of(other, databases));
            assertTrue(transcript.lines().count() > 80, transcript);
            assertTrue(transcript.contains("duplicate: throws"), transcript);
        }
    }
}
