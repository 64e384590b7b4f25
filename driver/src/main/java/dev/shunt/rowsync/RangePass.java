package dev.shunt.rowsync;

import dev.shunt.rowsync.RangeCopy.Copied;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happens inside one transaction that copies a range. Not thread-safe. */
final class RangePass {
    /** Reads after which a range where rows keep coming is left to a later try. */
    private static final int READS = 50;

    /** The keys behind {@code after}, up to and with {@code upTo}, of rows that meet {@code where}. */
    record Range(@Nullable Key after, @Nullable Key upTo, String where) {}

    private final SideTable first;
    private final SideTable primary;
    private final SideTable to;
    private final Range range;
    private final Writer writer;
    private final ProvenInsert insert;
    /** The range may be copied as text: both databases write values in the same way, and nobody has come in between. */
    private boolean asText;

    /** {@code first} is read first, and may be late where it is not the primary. */
    RangePass(SideTable first, SideTable primary, SideTable to, Range range) {
        this.first = first;
        this.primary = primary;
        this.to = to;
        this.range = range;
        this.writer = new Writer(to, List.of());
        this.insert = new ProvenInsert(to);
        this.asText = primary.writes(to) && first.writes(to);
    }

    boolean locksInserts() {
        return to.dialect.locksInserts();
    }

    /**
     * Copies the range.
     *
     * @param mine rows that this copy has inserted in earlier transactions; gathers those of this one
     * @param again all was copied before, so that only the primary may be read
     */
    Copied run(Set<Key> mine, boolean again) throws SQLException {
        try (Transaction transaction = new Transaction(to.connection, to.dialect)) {
            Map<Key, Row> here = new HashMap<>(read(to, to.dialect.forUpdate()));
            Set<Key> inserted = new HashSet<>(mine);
            SideTable.Text sent = asText && here.isEmpty() ? text(first) : null;
            asText = false; // in vain once, in vain again: somebody is writing here
            if (sent != null) {
                insert.insert(sent);
                if (stands(sent)) {
                    transaction.commit();
                    return new Copied(sent.rows(), sent.rows(), 0);
                }
                here.putAll(sent(sent.rows()));
                inserted.addAll(here.keySet());
            }
            boolean fresh = again || first == primary || sent != null;
            Map<Key, Row> there = read(fresh ? primary : first, "");
            long written = sent == null ? 0 : sent.rows();
            for (int reads = 1; ; reads++) {
                List<Row> missing = new ArrayList<>();
                written += write(here, there, inserted, missing);
                if (missing.isEmpty() && fresh) {
                    break;
                }
                if (reads == READS) {
                    throw new SQLException("rows of " + to.table + " keep coming", "40001", 40001);
                }
                there = read(primary, ""); // all that is here is locked by now
                fresh = true;
            }
            transaction.commit();
            mine.addAll(inserted);
            here.keySet().removeAll(there.keySet());
            return new Copied(there.size(), written, here.size());
        }
    }

    /** Reads what this copy has just inserted into a range that was empty, so many rows. */
    private Map<Key, Row> sent(long rows) throws SQLException {
        Map<Key, Row> here = read(to, to.dialect.forUpdate());
        if (here.size() != rows) {
            throw new SQLException("others have inserted rows of " + to.table, "40001", 40001);
        }
        return here;
    }

    /**
     * Returns true if what was sent may stay: read when all of it was locked. A row that was changed after the first look
     * has been inserted by its sync before ours, which then failed, or its sync waits for ours; only one that is gone has
     * left no trace, so the keys are enough. A replica may lack what was changed long before.
     */
    private boolean stands(SideTable.Text sent) throws SQLException {
        return first == primary
                ? sent.keys().equals(primary.keys(range.after, range.upTo, range.where))
                : sent.equals(text(primary));
    }

    /** Returns null where the server's functions do not take a type or a value. */
    private SideTable.@Nullable Text text(SideTable side) throws SQLException {
        try {
            return side.text(range.after, range.upTo, range.where);
        } catch (SQLException e) {
            if (Failure.of(e) == Failure.OTHER) {
                return null;
            }
            throw e;
        }
    }

    private Map<Key, Row> read(SideTable side, String lock) throws SQLException {
        return side.read(range.after, range.upTo, range.where, lock);
    }

    /** Brings {@code here} up to {@code there}; only what this copy has inserted is deleted again. */
    private long write(Map<Key, Row> here, Map<Key, Row> there, Set<Key> inserted, List<Row> missing)
            throws SQLException {
        List<Key> gone = new ArrayList<>();
        List<Row> changed = new ArrayList<>();
        for (Key key : inserted) {
            if (here.containsKey(key) && !there.containsKey(key)) {
                gone.add(key);
            }
        }
        for (Row row : there.values()) {
            Row old = here.get(row.key());
            if (old == null) {
                missing.add(row);
            } else if (!row.same(old)) {
                changed.add(row);
            }
        }
        writer.delete(gone);
        writer.update(changed);
        insert.insert(missing);
        gone.forEach(here::remove);
        changed.forEach(row -> here.put(row.key(), row));
        for (Row row : missing) {
            here.put(row.key(), row);
            inserted.add(row.key());
        }
        return (long) gone.size() + changed.size() + missing.size();
    }
}
