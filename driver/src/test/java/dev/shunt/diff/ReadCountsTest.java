package dev.shunt.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadCountsTest {
    private Instant now = Diffs.NOW;
    private final ReadCounts counts = new ReadCounts(() -> now);

    @Test
    void onlyStatementsThatDifferedAreToldWithAllTheirReads() {
        IntStream.range(0, 100).forEach(i -> counts.add("good", false));
        IntStream.range(0, 90).forEach(i -> counts.add("bad", false));
        now = now.plusSeconds(1);
        counts.differs(Diffs.value("bad"));
        counts.add("bad", true);
        assertEquals(List.of(new DiffReads(Diffs.NOW, now, "host-1", "bad", 91, 1)), counts.drain(true));
        assertEquals(List.of(), counts.drain(true));
    }

    @Test
    void whatCouldNotBeWrittenIsToldAgain() {
        counts.differs(Diffs.value("q"));
        counts.add("q", true);
        List<DiffReads> drained = counts.drain(true);
        counts.add("q", false);
        drained.forEach(counts::back);
        assertEquals(List.of(new DiffReads(Diffs.NOW, now, "host-1", "q", 2, 1)), counts.drain(true));
    }

    @Test
    void aStatementThatHasBecomeQuietIsToldEverMoreRarelyAndNeverForgotten() {
        counts.differs(Diffs.value("q"));
        List<Instant> told = new ArrayList<>();
        long compared = 0;
        for (int second = 0; second < 86_400; second++) {
            counts.add("q", false);
            for (DiffReads reads : counts.drain(false)) {
                told.add(reads.to());
                compared += reads.compared();
            }
            now = now.plusSeconds(1);
        }
        compared += counts.drain(true).stream().mapToLong(DiffReads::compared).sum();
        assertEquals(86_400, compared);
        assertTrue(told.get(0).equals(Diffs.NOW.plusSeconds(10)), told.get(0)::toString);
        assertTrue(told.size() < 80, told.size() + " lines");
        assertTrue(Duration.between(told.get(told.size() - 1), now).toHours() < 4);
    }

    @Test
    void theyAreBoundedInStatements() {
        IntStream.range(0, 11_000).forEach(i -> {
            counts.add("q" + i, true);
            counts.differs(Diffs.value("q" + i));
        });
        assertEquals(1_000, counts.drain(true).size());
    }

    @Test
    void theLogKeepsThemBesideTheDifferences(@TempDir Path directory) throws IOException {
        try (DiffLog log = new DiffLog(directory.resolve(DiffLog.FILE), () -> 1 << 20)) {
            for (int i = 0; i < 500; i++) {
                log.compared("q", false);
                log.compared("other", false);
            }
            log.append(Diffs.value("q"));
            log.compared("q", true);
        }
        List<DiffReads> found = new ArrayList<>();
        List<DiffRecord> diffs = new ArrayList<>();
        DiffReader.visit(directory, new DiffVisitor() {
            @Override
            public void diff(DiffRecord diff) {
                diffs.add(diff);
            }

            @Override
            public void reads(DiffReads reads) {
                found.add(reads);
            }
        });
        assertEquals(1, diffs.size());
        assertEquals(501, found.stream().mapToLong(DiffReads::compared).sum());
        assertEquals(1, found.stream().mapToLong(DiffReads::differed).sum());
    }
}
