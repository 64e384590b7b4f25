package dev.shunt.admin.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.Shunt;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.config.JournalFsync;
import dev.shunt.journal.FileStore;
import dev.shunt.journal.Intent;
import dev.shunt.journal.Journal;
import dev.shunt.metrics.StatusServer;
import dev.shunt.schema.Key;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with an instance whose answers are given. */
@NullUnmarked
class JournalTest {
    @TempDir
    Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, Object>> answers = new CopyOnWriteArrayList<>();
    private Path file;
    private StatusServer instance;

    @BeforeEach
    void start() throws IOException {
        Path stateDir = temp.resolve("state");
        file = Files.writeString(temp.resolve("shop.properties"), "enabled = true\nstate.dir = " + stateDir + "\n");
        instance = new StatusServer(stateDir, Map::of, request -> {
            requests.add(request);
            return answers.size() > 1 ? answers.remove(0) : answers.get(0);
        });
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    private int shunt(String size, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "journal";
        all[1] = "-f";
        all[2] = file.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Shunt.run(Terminal.of(out, size, Map.of()), new PrintWriter(errors, true), all);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> page(String json) {
        try {
            return JSON.std.mapFrom(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> pending(long rows) {
        return page(
                "{\"pending\": " + rows + ", \"breaker\": {\"state\": \"closed\"}, \"tables\": {\"t\": {\"pending\": "
                        + rows + ", \"oldest_ms\": 1500}}, \"rows\": [], \"more\": " + rows + "}");
    }

    private static final String FAILING = """
            {"pending": 1234, "breaker": {"state": "closed"}, "tables": {
               "orders": {"pending": 1233, "whole_table": false, "oldest_ms": 61000, "failing": 2, "in_doubt": 1,
                          "failing_by": "SQLException: Data too long"},
               "log": {"pending": 1, "whole_table": true, "oldest_ms": 0}},
             "rows": [
               {"table": "log", "whole_table": true, "key": null, "attempts": 0, "next_try_ms": 0,
                "transaction": "a-b-7", "transactions": 1, "why": "whole table: its rows are not known"},
               {"table": "orders", "whole_table": false, "key": "42", "age_ms": 61000, "attempts": 3, "next_try_ms": 80,
                "last_error": "SQLException: Data too long", "transaction": "a-b-12", "transactions": 3,
                "why": "failing"}],
             "more": 1232}""";

    @Test
    void whatFailsComesFirstThenTablesThenRows() {
        answers.add(page(FAILING));
        assertEquals(1, shunt(""), errors::toString);
        assertEquals("""
                ! table orders: 2 rows cannot be synced: SQLException: Data too long
                1,234 pending
                table   pending  oldest  failing  in doubt  whole table
                orders    1,233    61 s        2         1
                log           1    0 ms        0         0  yes

                table   key     age  tries  next try  transaction      why
                log     (all)            0            7                whole table: its rows are not known
                orders  42     61 s      3  in 80 ms  12 and 2 others  failing: SQLException: Data too long
                and 1,232 more
                """, out());
        assertEquals(List.of("journal"), requests);
    }

    @Test
    void whatOnlyWaitsNeedsNobody() {
        answers.add(pending(5));
        assertEquals(0, shunt(""), errors::toString);
        answers.set(0, pending(0));
        out.reset();
        assertEquals(0, shunt(""));
        assertEquals("nothing is pending\n", out());
    }

    @Test
    void jsonIsTheInstancesOwnObject() throws IOException {
        answers.add(page(FAILING));
        assertEquals(1, shunt("", "--json"));
        assertEquals(page(FAILING), JSON.std.mapFrom(out()));
    }

    @Test
    void aRetryIsAskedForByTable() {
        Map<String, Object> page = pending(9);
        page.put("retried", 4);
        answers.add(page);
        assertEquals(0, shunt("", "retry"));
        assertEquals("4 tried again now, of 9 pending\n", out());
        assertEquals(0, shunt("", "retry", "--table", "T"));
        assertEquals(2, shunt("", "retry", "--table", "orders"));
        assertTrue(errors.toString().contains("orders has nothing pending"), errors::toString);
        assertEquals(List.of("journal retry", "journal retry T", "journal retry orders"), requests);
    }

    @Test
    void aDrainEndsWhenNothingIsPending() {
        answers.addAll(List.of(pending(300), pending(20), pending(0)));
        assertEquals(0, shunt("", "drain", "--timeout", "60s"), errors::toString);
        assertTrue(out().matches("300 pending\n(20 pending\n)?nothing is pending, after \\d+ m?s\n"), out());
        assertFalse(out().contains("\u001b"), out());
    }

    @Test
    void aTerminalShowsABar() {
        answers.addAll(List.of(pending(300), pending(100), pending(0)));
        assertEquals(0, shunt("24 80", "drain"), errors::toString);
        assertTrue(out().contains("#".repeat(20) + "..........") && out().contains("100 pending"), out());
        assertTrue(out().endsWith("ms\n") || out().endsWith(" s\n"), out());
    }

    @Test
    void aDrainThatDoesNotGetThereIsToldApart() {
        answers.add(page(FAILING));
        assertEquals(1, shunt("", "drain", "--timeout", "150ms"));
        assertTrue(out().contains("1,234 still pending after 150ms"), out());
        assertTrue(out().contains("orders: 2 rows cannot be synced"), out());
        assertEquals(2, shunt("", "drain", "--timeout", "soon"));
        assertTrue(errors.toString().contains("60s"), errors::toString);
    }

    @Test
    void anOlderInstanceAndNoneAreSaidToBe() {
        answers.add(Map.of("error", "this instance knows no request"));
        assertEquals(3, shunt(""));
        assertTrue(errors.toString().contains("knows no request"), errors::toString);
        instance.close();
        assertEquals(3, shunt("", "drain"));
        assertTrue(errors.toString().contains("no instance runs on state.dir"), errors::toString);
    }

    @Test
    void whereNoInstanceRunsTheFilesTellWhatTheLastHasLeft() throws Exception {
        instance.close();
        Path directory = temp.resolve("state").resolve("journal");
        try (FileStore store = FileStore.open(directory, 1 << 24, JournalFsync.OFF)) {
            Journal journal = new Journal(System::nanoTime, InstantSource.system(), 1_000, store);
            journal.settle(
                    journal.record(Map.of("orders", Set.of(Key.of(42), Key.of(43))), Set.of("log"), null, false),
                    Intent.Outcome.COMMITTED);
            journal.record(Map.of("orders", Set.of(Key.of(42))), Set.of(), null, false);
            journal.taint("other", "no key");
            store.flush();
            assertEquals(1, shunt(""), errors::toString); // held by another, as after a crash it is by none
        }
        assertTrue(out().startsWith("! no instance runs"), out());
        assertTrue(out().contains("3 pending"), out());
        assertTrue(out().contains("table other is tainted"), out());
        assertTrue(
                out().matches("(?s).*orders +42 .* and 1 other +whether its transaction committed is not known.*"),
                out());
        assertTrue(out().matches("(?s).*log +\\(all\\) .*waits for the next start.*"), out());
        out.reset();
        Files.writeString(file, Files.readString(file) + "diff.values = masked\n");
        assertEquals(1, shunt(""), errors::toString);
        assertFalse(out().contains(" 42 "), out());
        assertEquals(3, shunt("", "drain"));
    }

    @Test
    void helpTeaches() {
        assertEquals(0, Shunt.run(Terminal.of(out, "", Map.of()), new PrintWriter(errors, true), "help", "journal"));
        for (String word : List.of("retry", "drain", "--json", "Exit codes", "Examples:")) {
            assertTrue(out().contains(word), out());
        }
    }
}
