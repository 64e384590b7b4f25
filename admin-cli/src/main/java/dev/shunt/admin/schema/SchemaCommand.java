package dev.shunt.admin.schema;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.tables.BothSides;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.schema.Dialect;
import dev.shunt.session.Trouble;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shunt schema}. */
@Command(
        name = "schema",
        header = "The statements that create the tables that the target lacks.",
        description = {
            "",
            "As the source's own database writes them, with keys, defaults and the next number of each numbered column;"
                    + " foreign keys come when all tables are there. Between MySQL and MariaDB a collation or"
                    + " a property that the other does not know is replaced only by one that is certainly the same; else the"
                    + " table is not created, and it is said why.",
            "",
            "Only tables that are missing are created. Nothing is changed or dropped. Views, triggers, procedures and"
                    + " events are not brought: shunt preflight lists what is missing."
        },
        exitCodeList = {
            "0:every table is on the target, or its statements are printed",
            "1:some tables cannot be created",
            "2:wrong usage",
            "3:a database cannot be reached, or there is no file"
        },
        footer = {
            "",
            "Examples:",
            "  shunt schema --print > tables.sql",
            "  shunt schema --apply",
            "  shunt schema --apply orders payment"
        })
public final class SchemaCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private FileOption file = new FileOption();

    @Mixin
    private SourceOption source = new SourceOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--print", description = "Print them.")
    private boolean print;

    @Option(names = "--apply", description = "Run them on the target.")
    private boolean apply;

    @Option(names = "--json", description = "Write one JSON object and nothing else.")
    private boolean json;

    @Parameters(paramLabel = "TABLE", arity = "0..*", description = "Default: all in scope.")
    private List<String> tables = new ArrayList<>();

    /** Readies the command to write on {@code terminal}. */
    public SchemaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws SQLException, IOException {
        if (print == apply) {
            throw new ParameterException(spec.commandLine(), "either --print or --apply");
        }
        try (BothSides sides = BothSides.open(file, source, 2);
                Connection from = sides.primary().getConnection();
                Connection to = sides.secondary().getConnection()) {
            Dialect dialect = Dialect.of(to);
            if (!Translation.possible(Dialect.of(from), dialect)) {
                throw new Failure(
                        ExitCode.NEEDS_A_PERSON,
                        "no statements are made from " + Dialect.of(from) + " to " + dialect
                                + ": their types are not the same. Create the tables by hand");
            }
            sides.secondaryTables().tables(); // all at once
            List<String> names = sides.tables(tables);
            List<String> missing = new ArrayList<>();
            for (String name : names) {
                if (!sides.onSecondary(name)) {
                    missing.add(name);
                }
            }
            Plan plan = plan(from, to, missing, sides::onSecondary);
            return print ? printed(plan, dialect) : applied(plan, to, missing, names.size());
        }
    }

    private static Plan plan(Connection from, Connection to, List<String> missing, Plan.There there) {
        try {
            return Plan.of(from, to, missing, there);
        } catch (SQLException e) {
            throw new Failure(
                    ExitCode.NEEDS_A_PERSON, "the definitions cannot be read from the source: " + Trouble.text(e));
        }
    }

    private int printed(Plan plan, Dialect dialect) throws IOException {
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("statements", plan.steps().stream().map(Plan.Step::sql).toList());
            return told(object, plan, plan.problems());
        }
        if (plan.steps().isEmpty() && plan.problems().isEmpty()) {
            terminal.line("-- every table is on the target");
        }
        if (!plan.steps().isEmpty() && dialect != Dialect.H2) {
            terminal.line("SET NAMES utf8mb4;");
            terminal.line(dialect.sessionInit() + ";");
        }
        plan.steps().forEach(step -> terminal.line(step.sql() + ";"));
        plan.notes().forEach(note -> terminal.line("-- " + note));
        plan.problems()
                .forEach((table, problems) ->
                        terminal.line("-- " + table + " is not created: " + String.join("; ", problems)));
        return plan.problems().isEmpty() ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
    }

    private int told(Map<String, Object> object, Plan plan, Map<String, List<String>> problems) throws IOException {
        object.put("notes", plan.notes());
        object.put("problems", problems);
        terminal.line(JSON.std.asString(object));
        return problems.isEmpty() ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
    }

    private int applied(Plan plan, Connection to, List<String> missing, int all) throws SQLException, IOException {
        Map<String, List<String>> failed = new LinkedHashMap<>(plan.problems());
        Set<String> absent = new LinkedHashSet<>(plan.problems().keySet());
        plan.problems().forEach((table, problems) -> wrong(table + " is not created: " + String.join("; ", problems)));
        try (Statement statement = to.createStatement()) {
            for (Plan.Step step : plan.steps()) {
                String why = absent.contains(step.table()) ? null : run(statement, step);
                if (why != null) {
                    failed.computeIfAbsent(step.table(), table -> new ArrayList<>())
                            .add(why);
                    if (step.creates()) {
                        absent.add(step.table());
                    }
                }
            }
        }
        List<String> made =
                missing.stream().filter(table -> !failed.containsKey(table)).toList();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("created", made);
            object.put("there_before", all - missing.size());
            return told(object, plan, failed);
        }
        made.forEach(table -> terminal.line("created " + table));
        plan.notes().forEach(terminal::line);
        int created = missing.size() - absent.size();
        terminal.line(Quantity.amount(created, "table") + " created, "
                + Quantity.count(all - missing.size()) + " were there"
                + (failed.isEmpty() ? "" : ", " + Quantity.count(failed.size()) + " not created as they should be"));
        return failed.isEmpty() ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
    }

    /** Returns why it is refused; null where it is not. */
    private @Nullable String run(Statement statement, Plan.Step step) {
        try {
            statement.execute(step.sql());
            return null;
        } catch (SQLException e) {
            String why = Trouble.text(e);
            wrong(step.table() + (step.creates() ? " is not created: " : " lacks a part, since it is refused: ") + why
                    + "\n  " + step.sql().replace("\n", "\n  "));
            return why;
        }
    }

    private void wrong(String text) {
        if (json) {
            return; // told at the end
        }
        terminal.line(terminal.paint(Style.RED, text));
    }
}
