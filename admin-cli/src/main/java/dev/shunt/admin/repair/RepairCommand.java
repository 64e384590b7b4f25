package dev.shunt.admin.repair;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.tables.BothSides;
import dev.shunt.admin.tables.ShownKeys;
import dev.shunt.admin.tables.Stop;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.config.Options;
import dev.shunt.rowsync.RowCompare;
import dev.shunt.rowsync.RowDifference;
import dev.shunt.rowsync.RowSync;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.rowsync.SyncResult;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import dev.shunt.schema.Table;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shunt repair}. */
@Command(
        name = "repair",
        header = "Brings rows that were found to differ up to what the primary has now.",
        description = {
            "",
            "Which rows: those of a report of shunt verify, of the diff log, or by key. Each is locked on the target"
                    + " and read anew from the primary, so that whatever was written since is right as well. A repair"
                    + " takes no taint off; shunt verify does, when it finds the table equal."
        },
        exitCodeList = {
            "0:the rows are as the primary has them",
            "1:some rows are refused, or were not reached; nothing was done, since too many would be deleted",
            "2:wrong usage; no report; a $${env:…} in the file that is not set here",
            "3:a database cannot be reached, or no more; there is no file"
        },
        footer = {
            "",
            "Examples:",
            "  shunt repair                                  # all of shunt-verify.jsonl",
            "  shunt repair orders --key 4711 --key 4712",
            "  shunt repair item --key 4711,2                # a composite key",
            "  shunt repair --from-diffs --print-sql"
        })
public final class RepairCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 4;

    private final Terminal terminal;

    @Mixin
    private FileOption file = new FileOption();

    @Mixin
    private SourceOption source = new SourceOption();

    @Parameters(paramLabel = "TABLE", arity = "0..*", description = "Only rows of these. Default: all in scope.")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--key", paramLabel = "KEY", description = "A row of the one table, by its primary key.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "The report of shunt verify. Default: ${DEFAULT-VALUE}.",
            defaultValue = "shunt-verify.jsonl")
    private Path report = Path.of("shunt-verify.jsonl");

    @Option(names = "--from-diffs", description = "The rows of the diff log in state.dir, where their keys are known.")
    private boolean fromDiffs;

    @Option(
            names = "--print-sql",
            description = "Write no row: print the statements for the target, each with the one that takes it back.")
    private boolean printSql;

    @Option(
            names = "--max-deletes",
            paramLabel = "N",
            description = "Ask before more rows of the target are deleted. Default: ${DEFAULT-VALUE}.",
            defaultValue = "100")
    private long maxDeletes;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--json", description = "Write one JSON object and nothing else; nothing is asked.")
    private boolean json;

    private ShownKeys shown = new ShownKeys(false);
    private long written;
    private long deletes;

    /** Rows that could not be looked at: they may have to be deleted, too. */
    private long unseen;

    private long deleted;
    private final Refusals refused = new Refusals();

    /** Readies the command to write on {@code terminal}. */
    public RepairCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (json && printSql) {
            throw new Failure(ExitCode.USAGE, "--print-sql prints statements: leave --json away");
        }
        boolean stopped;
        try (Stop stop = new Stop();
                BothSides sides = BothSides.open(file, source, CONNECTIONS)) {
            shown = ShownKeys.of(sides.config());
            RowWork all = new RowWork(sides, shown, stop);
            Suspected.Source rows = rows(sides);
            if (printSql) {
                print(sides, rows, all, stop);
                refused.tell(line -> terminal.line("-- " + line.replaceAll("\\R", " ")));
                return refused.none() && !stop.requested() ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
            }
            all.on(
                    rows,
                    (table, some) -> {
                        refuseAbsent(sides, table, some); // before a row is deleted, which is nowhere then
                        deletes += extra(sides, table, some).size();
                    },
                    refusal -> {});
            unseen = all.failed();
            if (deletes + unseen > maxDeletes && !yes && !stop.requested()) {
                confirm();
            }
            RowSync rowSync = sides.rowSync().keepingOthers();
            if (deletes + unseen > 0) { // before those that may want their unique values
                all.on(
                        rows,
                        (table, some) -> sync(rowSync, table, extra(sides, table, some), refusal -> {}),
                        refusal -> {});
            }
            all.on(rows, (table, some) -> sync(rowSync, table, some, refused::add), refused::add);
            stopped = stop.requested();
        }
        if (json) {
            json(stopped, false);
        } else {
            tell(stopped);
        }
        return refused.none() && !stopped ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
    }

    private void tell(boolean stopped) {
        refused.tell(terminal::line);
        terminal.line(
                stopped
                        ? "stopped after " + Quantity.amount(written, "row")
                                + "; the same command goes on: what is up to date already is left alone"
                        : Quantity.amount(written, "row") + " written, of which " + Quantity.count(deleted)
                                + " deleted; shunt verify shows whether all is equal");
    }

    /** {@code tooMany}: nothing was done for what would be deleted. */
    private void json(boolean stopped, boolean tooMany) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("written", written);
        json.put("deleted", deleted);
        json.put("would_delete", tooMany ? deletes : 0);
        json.put("would_perhaps_delete", tooMany ? unseen : 0);
        json.put("refused", refused.kept());
        json.put("more_refused", refused.more());
        json.put("stopped", stopped);
        terminal.line(JSON.std.asString(json));
    }

    private Suspected.Source rows(BothSides sides) throws SQLException {
        List<String> names = new ArrayList<>();
        for (String name : sides.tables(tables)) {
            if (tables.isEmpty() || !keys.isEmpty() || !refusedForItsKey(sides, name)) {
                names.add(name);
            }
        }
        Suspected suspected = new Suspected(sides.primaryTables(), names);
        if (!keys.isEmpty()) {
            if (tables.size() != 1) {
                throw new Failure(ExitCode.USAGE, "--key needs the one table that it is of");
            }
            return suspected.named(names.get(0), keys);
        }
        if (fromDiffs) {
            return suspected.diffs(sides.config().get(Options.STATE_DIR));
        }
        if (!Files.isRegularFile(report)) {
            throw new Failure(
                    ExitCode.USAGE, "there is no report " + report + ": run shunt verify, or name rows with --key");
        }
        return suspected.report(report);
    }

    /** Of a table that nobody named the report tells. */
    private boolean refusedForItsKey(BothSides sides, String name) throws SQLException {
        Table table = sides.primaryTables().table(name);
        boolean keyless = table != null && !table.keyed();
        if (keyless) {
            refused.add(name + ": " + Suspected.keyless(name));
        }
        return keyless;
    }

    /** A key that somebody typed may be of no row. */
    private void refuseAbsent(BothSides sides, String table, List<Key> some) throws SQLException, RowSyncException {
        String where = sides.config().where(table);
        String why = where.isEmpty()
                ? "there is no such row on either side"
                : "it does not belong to this migration, or is nowhere: table." + table + ".where = " + where;
        for (Key key : keys.isEmpty() ? List.<Key>of() : some) {
            if (sides.rowCompare().compare(table, List.of(key)).rows() == 0) {
                refused.add(table + " " + shown.of(key) + ": " + why);
            }
        }
    }

    private static List<Key> extra(BothSides sides, String table, List<Key> some)
            throws SQLException, RowSyncException {
        return sides.rowCompare().compare(table, some).different().stream()
                .filter(row -> row.kind() == RowDifference.Kind.EXTRA)
                .map(RowDifference::key)
                .toList();
    }

    /** Ends the command where nobody says yes. */
    private void confirm() throws IOException {
        Console console = terminal.redraws() && !json ? System.console() : null;
        if (console == null) {
            if (json) {
                json(false, true);
            }
            throw new Failure(
                    ExitCode.NEEDS_A_PERSON,
                    "nothing was done: " + wouldBeDeleted() + ", more than --max-deletes " + maxDeletes
                            + "; --yes does it");
        }
        String answer = console.readLine("%s. Go on? [y/N] ", wouldBeDeleted());
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
            throw new Failure(ExitCode.NEEDS_A_PERSON, "nothing was done");
        }
    }

    private String wouldBeDeleted() {
        return Quantity.amount(deletes, "row") + " would be deleted from the target"
                + (unseen == 0
                        ? ""
                        : ", and perhaps " + Quantity.amount(unseen, "row") + " that could not be looked at");
    }

    private void sync(RowSync rowSync, String table, List<Key> some, Consumer<String> refusals)
            throws SQLException, RowSyncException {
        SyncResult result = rowSync.sync(table, some, false);
        written += result.written();
        deleted += result.deleted();
        result.postponed()
                .forEach(key -> refusals.accept(table + " " + shown.of(key) + ": a foreign key of the target"));
    }

    private void print(BothSides sides, Suspected.Source rows, RowWork all, Stop stop) throws Exception {
        Dialect dialect;
        try (Connection connection = sides.secondary().getConnection()) {
            dialect = Dialect.of(connection);
        }
        terminal.line(
                "-- for the target; each statement is followed by the one that takes it back. To take all back, run"
                        + " those from the last to the first");
        if (dialect != Dialect.H2) {
            terminal.line("SET NAMES utf8mb4;");
        }
        terminal.line(dialect.sessionInit() + ";");
        terminal.line(dialect.begin() + ";");
        print(sides, rows, all, dialect, stop);
        terminal.line(
                stop.requested() ? "-- stopped before the end: half of it is not to be run" : dialect.commit() + ";");
    }

    /**
     * Rows that may want each other's unique values all leave before the first of them comes back; both by the same look,
     * since a row that changes meanwhile would leave only.
     */
    private void print(BothSides sides, Suspected.Source rows, RowWork all, Dialect dialect, Stop stop)
            throws Exception {
        RowCompare compare = sides.rowCompare();
        try (HeldLines coming = new HeldLines()) {
            all.on(
                    rows,
                    (table, some) -> {
                        refuseAbsent(sides, table, some);
                        Shape shape = sides.check().shape(table);
                        SqlText sql = new SqlText(dialect, shape);
                        RowCompare.Look look = compare.compare(table, some);
                        look.moving()
                                .forEach(key -> refused.add(table + " " + shown.of(key) + ": it is being written to"));
                        for (RowDifference difference : look.different()) {
                            if (shape.uniques().isEmpty()) {
                                print(sql, difference, terminal::line);
                            } else {
                                print(sql, difference.leaving(), terminal::line);
                                print(sql, difference.coming(), coming::add);
                            }
                        }
                    },
                    refused::add);
            if (!stop.requested()) {
                coming.each(terminal::line);
            }
        }
    }

    private static void print(SqlText sql, RowDifference step, HeldLines.Taker to) throws IOException {
        if (step.primary() != null || step.secondary() != null) {
            to.take(sql.repair(step));
            to.take("-- undo: " + sql.undo(step));
        }
    }
}
