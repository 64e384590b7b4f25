package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application can see through Shunt is what it sees without, at rest and with the knobs in use (P1). */
class ShuntTransparencyTest {
    private static final Map<String, String> IN_USE =
            Map.of("mirror", "sync", "mirror.ask", "always", "shadow.percent", "100");

    private final Path directory;

    ShuntTransparencyTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @EnumSource
    void everyMethodBehavesAsTheDriversOwnAtRest(Databases databases) throws Exception {
        try (Pair pair = TransparencyAuditTest.open(databases);
                Pair other = TransparencyAuditTest.open(databases);
                Shunted shunted = Shunted.start(other, directory, Map.of())) {
            TransparencyAuditTest.prepare(pair);
            TransparencyAuditTest.prepare(other);
            TransparencyAudit.Result result = TransparencyAudit.of(pair::source, shunted::connect);
            assertEquals(Set.of(), result.missed());
            assertEquals("", String.join("\n", result.differences()));
        }
    }

    @ParameterizedTest
    @CsvSource({"H2, false", "H2, true", "SERVERS, false", "SERVERS, true"})
    void aShopWritesTheSameTranscriptAsWithoutShunt(Databases databases, boolean inUse) throws Exception {
        try (Pair pair = databases.open();
                Pair other = databases.open();
                Shunted shunted = Shunted.start(other, directory, inUse ? IN_USE : Map.of())) {
            pair.onBoth(Transcript.TABLES);
            other.onBoth(Transcript.TABLES);
            try (Connection plain = pair.source();
                    Connection through = shunted.connect()) {
                assertEquals(Transcript.of(plain, databases), Transcript.of(through, databases));
            }
        }
    }
}
