package dev.shunt.mirror;

import dev.shunt.replay.Bindings;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import dev.shunt.schema.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One execution on its way: what it writes, as it becomes known before and after the run. Not thread-safe. */
final class Writing {
    /** A question of one row of the execution, and its answer. */
    private static final class Asking {
        final KeyPlan.Asked plan;
        final @Nullable Bindings bindings;
        final int row;
        Set<Key> answer = Set.of();
        int missedAnswer = -1;
        long missedCount = -1;

        Asking(KeyPlan.Asked plan, @Nullable Bindings bindings, int row) {
            this.plan = plan;
            this.bindings = bindings;
            this.row = row;
        }
    }

    /** Questions for one batch beyond which the round trips cost more than a walk. */
    private static final int MAX_ASKINGS = 200;

    private static final String OTHER_CHARSET = "a key with a text, in a session whose character set may lack it";

    private final WrittenKeys written;
    private final int maxKeys;
    private final RangeCounts counts;
    private final List<Asking> askings = new ArrayList<>();
    private final Map<String, List<GeneratedKeys.Row>> generated = new LinkedHashMap<>();
    private final Map<String, Set<Key>> given = new LinkedHashMap<>();
    private final Map<String, Table> generatedTables = new LinkedHashMap<>();
    private final Set<String> external = new LinkedHashSet<>();
    private final Map<String, String> suspects = new LinkedHashMap<>();
    private int others;
    private boolean anyText = true;

    Writing(int maxKeys, RangeCounts counts) {
        this.maxKeys = maxKeys;
        this.counts = counts;
        this.written = new WrittenKeys(maxKeys, counts);
    }

    void addTable(String table, String why) {
        written.addTable(table, why);
    }

    /** Notes a table that is written to. */
    void into(Table table) {
        if (!table.transactional()) {
            written.last();
        }
    }

    /** Names a table of which nothing is known, so neither whether it has transactions. */
    void addUnknown(String table, String why) {
        written.addTable(table, why);
        written.last();
    }

    /** Notes a table that something else mirrors. */
    void addExternal(String table) {
        external.add(table);
    }

    /** Notes a table that is marked for as long as it is not known whether the primary understands the statement. */
    void suspect(String table, String by) {
        suspects.put(table, by);
    }

    /** Returns the reasons of these marks, by table. */
    Map<String, String> suspects() {
        return suspects;
    }

    /** Returns the tables that something else mirrors. */
    Set<String> external() {
        return external;
    }

    void add(KeyPlan plan, String table, @Nullable Bindings bindings, int row) {
        others += plan instanceof KeyPlan.Generated ? 0 : 1;
        if (plan instanceof KeyPlan.Given named) {
            counts.given(table);
            add(table, named.keys());
            given.computeIfAbsent(table, name -> new LinkedHashSet<>()).addAll(named.keys());
        } else if (plan instanceof KeyPlan.Generated made) {
            counts.generated(table);
            add(table, made.also());
            generatedTables.put(table, made.table());
            List<GeneratedKeys.Row> rows = generated.computeIfAbsent(table, name -> new ArrayList<>());
            made.rows().forEach(terms -> rows.add(new GeneratedKeys.Row(terms, bindings)));
        } else if (plan instanceof KeyPlan.Asked asked) {
            askings.add(new Asking(asked, bindings, row));
            counts.asked(table);
        } else if (plan instanceof KeyPlan.WholeTable whole) {
            written.addTable(table, whole.why());
        }
    }

    private void add(String table, Set<Key> keys) {
        if (!anyText && keys.stream().anyMatch(Writing::altered)) {
            written.addTable(table, OTHER_CHARSET);
        } else {
            written.add(table, keys);
        }
    }

    /** The session's character set may lack what a text has: another is stored, or read, in its place. */
    void distrustTexts() {
        anyText = false;
        Map.copyOf(written.keys()).forEach(this::add);
    }

    /** A character that the set lacks becomes a question mark. */
    private static boolean altered(Key key) {
        return key.values().stream()
                .anyMatch(value -> value instanceof String text && text.chars().anyMatch(c -> c > 127 || c == '?'));
    }

    /** Asks nothing (more) and walks every table of the execution whose rows are not known. */
    void giveUp(String why) {
        askings.forEach(asking -> written.addTable(asking.plan.table().name(), why));
        generated.keySet().forEach(table -> written.addTable(table, why));
        askings.clear();
        generated.clear();
    }

    /** Leaves out what only the run would have told. */
    void forget() {
        askings.clear();
        generated.clear();
    }

    WrittenKeys written() {
        return written;
    }

    /** Returns true if all that it writes is known before the run. */
    boolean complete() {
        return askings.isEmpty() && generated.isEmpty();
    }

    /** Returns what covers all that it may write, before the run: the tables of rows that are not known yet. */
    WrittenKeys beforehand() {
        WrittenKeys all = new WrittenKeys(maxKeys, counts);
        all.addAll(written);
        askings.forEach(asking -> all.whole(asking.plan.table().name()));
        generated.keySet().forEach(all::whole);
        return all;
    }

    boolean isEmpty() {
        return written.isEmpty() && askings.isEmpty() && generated.isEmpty();
    }

    /** Returns true if one table gets several generated keys, of which the server may have told only the first. */
    boolean numbersSeveral() {
        return generated.values().stream().anyMatch(rows -> rows.size() > 1);
    }

    boolean asks() {
        return !askings.isEmpty();
    }

    /** Asks what has to be asked before the run. A deadlock or lock wait here is the application's statement's own. */
    void before(Connection primary) throws SQLException {
        if (askings.size() > MAX_ASKINGS) {
            giveUp("a batch of too many conditions");
        }
        for (Asking asking : askings) {
            Question question = asking.plan.before();
            if (question != null) {
                asking.answer = ask(question, asking, primary);
                add(asking.plan.table().name(), asking.answer);
            }
        }
    }

    /**
     * Returns true if the count shows that other rows were written than were asked for, and no later question can tell
     * which. False where the same was seen last time: then it is no row that has come in between.
     */
    boolean missed(long[] counts) {
        if (!repeatable() || counts.length != 1 || counts[0] < 0) {
            return false;
        }
        Asking asking = askings.get(0);
        boolean seen = asking.answer.size() == asking.missedAnswer && counts[0] == asking.missedCount;
        asking.missedAnswer = asking.answer.size();
        asking.missedCount = counts[0];
        boolean missed = counts[0] != asking.answer.size() && !seen && asking.answer.size() <= maxKeys;
        if (missed) {
            this.counts.again(asking.plan.table().name());
        }
        return missed;
    }

    /** Returns true if it would help to take the statement back and to ask and run again. */
    boolean repeatable() {
        if (askings.size() != 1) {
            return false;
        }
        KeyPlan.Asked plan = askings.get(0).plan;
        return plan.check() == KeyPlan.Check.COUNT
                && plan.after() == null
                && plan.table().transactional()
                && !plan.table().triggers();
    }

    /** Takes the rest after the run: generated keys, and answers that the counts leave in doubt. */
    void after(Connection primary, Statement statement, long[] counts) throws SQLException {
        for (Map.Entry<String, List<GeneratedKeys.Row>> entry : generated.entrySet()) {
            Set<Key> keys = generatedKeys(statement, entry.getKey(), entry.getValue());
            if (keys == null) {
                written.addTable(entry.getKey(), "generated keys that the driver does not tell");
            } else {
                add(entry.getKey(), keys);
            }
        }
        boolean overlapping = !askings.isEmpty() && overlapping();
        for (Asking asking : askings) {
            if (asking.plan.check() == KeyPlan.Check.PROBES) {
                checkProbes(asking, primary);
            } else {
                checkCount(asking, primary, counts, overlapping);
            }
        }
    }

    /** A driver numbers the rows of a batch, not of its tables: only a batch of one table's generated rows is sure. */
    private boolean mixed() {
        return generated.size() > 1 || others > 0;
    }

    private @Nullable Set<Key> generatedKeys(Statement statement, String table, List<GeneratedKeys.Row> rows) {
        Table known = generatedTables.get(table);
        try {
            return known == null || mixed() ? null : GeneratedKeys.read(statement, known, rows);
        } catch (SQLException e) {
            return null; // the driver does not tell: the table is walked
        }
    }

    /** The rows found are locked and still meet the condition: as many affected as found are exactly these. */
    private void checkCount(Asking asking, Connection primary, long[] counts, boolean overlapping) throws SQLException {
        long affected = asking.row < counts.length ? counts[asking.row] : -1;
        if (affected == asking.answer.size() && !overlapping) {
            return;
        }
        Question again = asking.plan.after();
        if (again != null && affected >= 0 && !overlapping) {
            Set<Key> found = ask(again, asking, primary);
            if (found.size() >= affected && found.size() <= maxKeys) {
                add(asking.plan.table().name(), found);
                return;
            }
        }
        written.addTable(
                asking.plan.table().name(),
                overlapping ? "a batch whose rows overlap" : "other rows were affected than asked for");
    }

    /** Where a probe found nothing before, what the statement has made or changed is found by it now. */
    private void checkProbes(Asking asking, Connection primary) throws SQLException {
        KeyPlan.Asked plan = asking.plan;
        if (plan.after() == null
                || plan.before() != null
                        && asking.answer.size() == plan.before().probes()) {
            return;
        }
        Set<Key> found = ask(plan.after(), asking, primary);
        Set<Key> all = new LinkedHashSet<>(asking.answer);
        all.addAll(found);
        if (all.size() < plan.after().probes()) {
            written.addTable(plan.table().name(), "an inserted row that its unique values do not find");
        }
        add(plan.table().name(), found);
    }

    /** In a batch an earlier row may move others under, or out of, a later one's condition: then counts prove nothing. */
    private boolean overlapping() {
        Map<String, Set<Key>> seen = new LinkedHashMap<>();
        given.forEach((table, keys) -> seen.put(table, new LinkedHashSet<>(keys)));
        boolean overlap = false;
        for (Asking asking : askings) {
            Set<Key> others = seen.computeIfAbsent(asking.plan.table().name(), name -> new LinkedHashSet<>());
            for (Key key : asking.answer) {
                overlap |= !others.add(key);
            }
        }
        long counted = askings.stream()
                .filter(asking -> asking.plan.check() == KeyPlan.Check.COUNT)
                .count();
        return overlap || counted > 1 && askings.stream().anyMatch(asking -> asking.plan.after() == null);
    }

    private Set<Key> ask(Question question, Asking asking, Connection primary) throws SQLException {
        try {
            return question.ask(primary, asking.plan.table(), asking.bindings);
        } catch (SQLException e) {
            Failure failure = Failure.of(e);
            if (failure == Failure.RETRYABLE || failure == Failure.CONNECTION_LOST) {
                throw e;
            }
            written.addTable(asking.plan.table().name(), "a question that failed");
            return Set.of();
        }
    }
}
