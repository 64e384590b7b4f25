package dev.shunt.jdbc;

import dev.shunt.compare.Capture;
import dev.shunt.compare.CapturedResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The answer to one read, while the application reads it: what is to be compared, and what is to be given back. */
final class Reply {
    private final ResultSet rows;
    private final @Nullable GrayConnection gray;
    private final @Nullable Consumer<Supplier<CapturedResult>> compare;
    private @Nullable Capture capture;
    private @Nullable Boolean first;
    private long read;
    private boolean scrolled;
    private boolean complete;
    private boolean finished;

    /**
     * @param gray the connection to the target that answers; null where the primary does
     * @param capture what is kept of the rows; null where nothing is compared
     * @param compare is given what was kept, and never throws
     */
    Reply(
            ResultSet rows,
            @Nullable GrayConnection gray,
            @Nullable Capture capture,
            @Nullable Consumer<Supplier<CapturedResult>> compare) {
        this.rows = rows;
        this.gray = gray;
        this.capture = capture;
        this.compare = compare;
    }

    /** The rows stand on the first already, or there is none, which the application is still to be told. */
    void begun(boolean row) {
        first = row;
    }

    /** Goes to the next row. */
    boolean next() throws SQLException {
        Boolean known = first;
        first = null;
        boolean row = known == null ? rows.next() : known;
        advanced(row);
        return row;
    }

    ResultSet rows() {
        return rows;
    }

    boolean gray() {
        return gray != null;
    }

    private void advanced(boolean row) {
        Capture kept = capture;
        if (kept == null) {
            return;
        }
        if (scrolled) {
            kept.scrolled(rows, row, !row);
            return;
        }
        if (row) {
            read++;
            kept.row(rows);
        } else {
            complete = true;
            submit(kept);
        }
    }

    /** The application has moved in another way: what it reads is compared by the places where it stands. */
    void scrolled(boolean row, boolean end) {
        Capture kept = capture;
        if (kept != null) {
            scrolled = true;
            kept.scrolled(rows, row, end);
        }
    }

    /** What the application changes on its way is not compared. */
    void changed() {
        capture = null;
    }

    /** The application is done with the rows, whether or not it has read them all. */
    void finish() {
        if (finished) {
            return;
        }
        finished = true;
        Capture kept = capture;
        if (kept != null) {
            complete = !scrolled && exhausted();
            submit(kept);
        }
        if (gray != null) {
            gray.done(rows);
        }
    }

    /**
     * Who reads the one row it wanted and closes has read all there is: that can be compared in full. Not looked for
     * where the driver may have to ask its server.
     */
    private boolean exhausted() {
        try {
            int fetched = rows.getFetchSize();
            boolean atHand = fetched == 0 || (fetched > 0 && read % fetched != 0);
            return first == null && atHand && rows.getType() == ResultSet.TYPE_FORWARD_ONLY && !rows.next();
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }

    private void submit(Capture kept) {
        capture = null;
        if (compare != null) {
            compare.accept(() -> kept.result(complete));
        }
    }
}
