package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether the login may do what Shunt does with it. Rights on rows and the right to create tables are tried, by statements
 * that change nothing: EXPLAIN where the database checks rights for it, a condition that no row meets, a table that
 * cannot be.
 */
final class Rights implements Check {
    private static final Set<Integer> DENIED = Set.of(1044, 1045, 1142, 1143, 1227, 1370, 90040, 90096);

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        pair.each(database -> {
            rows(database, pair, findings);
            create(database, findings);
            if (database.mysql()) {
                seen(database, pair, findings);
            }
        });
        process(pair.source(), findings);
    }

    private static boolean denied(Database database, String sql) throws SQLException {
        try (Statement statement = database.own().createStatement()) {
            statement.execute(sql);
            return false;
        } catch (SQLException e) {
            return DENIED.contains(e.getErrorCode());
        }
    }

    private static void rows(Database database, Pair pair, Findings findings) throws SQLException {
        for (String name : pair.names()) {
            TableFacts table = database.structure().table(name);
            if (table == null || table.columns().isEmpty()) {
                continue;
            }
            List<String> missing = new ArrayList<>();
            for (Map.Entry<String, String> trial : trials(database, table).entrySet()) {
                if (denied(database, trial.getValue())) {
                    missing.add(trial.getKey());
                }
            }
            if (!missing.isEmpty()) {
                boolean only = database.side == Side.SOURCE && !missing.contains("SELECT");
                findings.add(Finding.of(
                                only ? Severity.WARNING : Severity.BLOCKER,
                                database.side,
                                table.name(),
                                "no " + String.join(", ", missing),
                                only
                                        ? "After the cutover Shunt writes to the source, for the way back."
                                        : "Shunt cannot bring rows without it.")
                        .sql(database.side, grant(database, String.join(", ", missing), database.quote(table.name()))));
            }
        }
    }

    private static Map<String, String> trials(Database database, TableFacts table) {
        String name = database.quote(table.name());
        String column = table.columns().stream()
                .filter(candidate -> !candidate.generated())
                .findFirst()
                .map(candidate -> database.quote(candidate.name()))
                .orElse("1");
        String explain = database.mysql() ? "EXPLAIN " : "";
        Map<String, String> trials = new TreeMap<>();
        trials.put("SELECT", "SELECT 1 FROM " + name + " WHERE 1 = 0");
        trials.put("INSERT", explain + "INSERT INTO " + name + " (" + column + ") SELECT NULL FROM DUAL WHERE 1 = 0");
        trials.put("UPDATE", explain + "UPDATE " + name + " SET " + column + " = NULL WHERE 1 = 0");
        trials.put("DELETE", explain + "DELETE FROM " + name + " WHERE 1 = 0");
        return trials;
    }

    private static String grant(Database database, String rights, String table) throws SQLException {
        String schema = database.mysql() ? database.quote(database.schema()) + "." : "";
        return "GRANT " + rights + " ON " + schema + table + " TO " + database.account();
    }

    private static void create(Database database, Findings findings) throws SQLException {
        boolean source = database.side == Side.SOURCE;
        if (database.structure().table(source ? "shunt_control" : "shunt_backfill") != null
                || !denied(database, "CREATE TABLE shunt_preflight (a INT, a INT)")) {
            return;
        }
        Finding finding = Finding.of(
                source ? Severity.WARNING : Severity.BLOCKER,
                database.side,
                "CREATE",
                "no CREATE",
                source
                        ? "Shunt cannot make its register: the fleet is not seen, and no table counts as verified."
                        : "shunt backfill cannot make the table in which it keeps how far it is.");
        findings.add(
                database.mysql()
                        ? finding.sql(database.side, grant(database, "CREATE", "*"))
                        : finding.sql(database.side, "GRANT ALTER ANY SCHEMA TO " + database.account()));
    }

    /** What the login may not see is no finding of other checks. */
    private static void seen(Database database, Pair pair, Findings findings) throws SQLException {
        Grants grants = Grants.of(database);
        String schema = database.schema();
        List<String> hidden = pair.names().stream()
                .filter(name -> !grants.allow("TRIGGER", schema, name))
                .toList();
        if (!hidden.isEmpty()) {
            findings.add(Finding.of(
                            Severity.WARNING,
                            database.side,
                            "TRIGGER",
                            "no TRIGGER on "
                                    + (hidden.size() == pair.names().size() ? "the tables" : String.join(", ", hidden)),
                            "Triggers are not seen without it: what they write is missed, silently.")
                    .sql(database.side, grant(database, "TRIGGER", "*")));
        }
        if (!grants.allow("EVENT", schema, "*")) {
            findings.add(Finding.of(
                            Severity.NOTE,
                            database.side,
                            "EVENT",
                            "no EVENT",
                            "Events are not seen without it: these checks say nothing about them.")
                    .sql(database.side, grant(database, "EVENT", "*")));
        }
    }

    private static void process(Database source, Findings findings) throws SQLException {
        boolean sees = source.mysql()
                ? !denied(source, "SELECT 1 FROM INFORMATION_SCHEMA.INNODB_TRX LIMIT 1")
                : !source.value("SELECT 1 FROM INFORMATION_SCHEMA.USERS WHERE USER_NAME = CURRENT_USER AND IS_ADMIN")
                        .isEmpty();
        if (!sees) {
            findings.add(Finding.of(
                            Severity.WARNING,
                            Side.SOURCE,
                            "PROCESS",
                            "no PROCESS",
                            "Others' transactions and sessions are not seen: shunt verify takes no taint off, and what is in"
                                    + " doubt after a lost connection may taint its tables.")
                    .sql(
                            Side.SOURCE,
                            source.mysql()
                                    ? "GRANT PROCESS ON *.* TO " + source.account()
                                    : "ALTER USER " + source.account() + " ADMIN TRUE"));
        }
    }
}
