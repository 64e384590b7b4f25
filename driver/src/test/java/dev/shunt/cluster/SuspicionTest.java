package dev.shunt.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.cluster.FleetBench.Someone;
import dev.shunt.config.JournalFsync;
import dev.shunt.journal.FileStore;
import dev.shunt.journal.Journal;
import dev.shunt.journal.Taint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the fleet is told while a statement runs that the primary may refuse as it is. */
class SuspicionTest {
    @TempDir
    Path directory;

    private Journal journal() throws IOException {
        FileStore store = FileStore.open(directory, 1 << 20, JournalFsync.OFF);
        Journal journal = new Journal(System::nanoTime, InstantSource.system(), 1_000, store);
        journal.recover();
        return journal;
    }

    @Test
    void aHeartbeatDuringAMistypedStatementVoidsNoVerification() throws Exception {
        try (FleetBench bench = new FleetBench()) {
            Someone a = bench.patient("a", "1", "file");
            Someone b = bench.patient("b", "1", "file");
            a.beat("ORDERS");
            b.compared.add(new Compared("ORDERS", System.nanoTime(), 7));
            b.beat("ORDERS");
            Journal journal = journal();
            journal.suspect(Taint.EVERY_TABLE, "nonsense");
            assertTrue(journal.tainted("ORDERS"));
            a.taints.addAll(journal.taints());
            a.beat("ORDERS");
            journal.acquit(Taint.EVERY_TABLE);
            a.taints.clear();
            b.beat("ORDERS");
            assertEquals(Set.of("ORDERS"), b.verified.keySet());
            journal.close();
        }
    }

    @Test
    void aProcessThatDiesBeforeThePrimaryHasAnsweredLeavesTheMark() throws Exception {
        Journal dies = journal();
        dies.suspect("t", "nonsense");
        assertEquals(List.of(), dies.taints());
        dies.close();
        Journal next = journal();
        assertEquals("t", next.taints().get(0).table());
        next.close();
    }
}
