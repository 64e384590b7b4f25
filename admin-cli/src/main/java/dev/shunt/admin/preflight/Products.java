package dev.shunt.admin.preflight;

import dev.shunt.schema.Dialect;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** What the databases are, and whether Shunt knows them. */
final class Products implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        pair.each(database -> {
            if (!database.dialect.skipsLocked(database.own().getMetaData())) {
                findings.add(Finding.of(
                                Severity.BLOCKER,
                                database.side,
                                "the " + database.side,
                                database.product(),
                                "Shunt works with MySQL 8.0, MariaDB 10.6, H2 2.2 and newer.")
                        .fix("Upgrade it."));
            }
        });
        String source = pair.source().product();
        String target = pair.target().product();
        if (pair.source().dialect != pair.target().dialect) {
            findings.add(Finding.note(
                    "the products",
                    source,
                    target,
                    pair.mysql()
                            ? "They differ in functions, in JSON, and in fractions of a second, which MySQL rounds and MariaDB cuts."
                                    + " Shadow reads show what that means for the application."
                            : "Shadow reads show what that means for the application."));
        } else if (older(pair)) {
            findings.add(Finding.warning(
                    "the versions", source, target, "The target is older: statements may be unknown to it."));
        } else if (!source.equals(target)) {
            findings.add(Finding.note("the versions", source, target, "Plans and functions may differ."));
        }
    }

    private static boolean older(Pair pair) throws SQLException {
        return number(pair.target().own().getMetaData())
                < number(pair.source().own().getMetaData());
    }

    private static int number(DatabaseMetaData meta) throws SQLException {
        return meta.getDatabaseMajorVersion() * 1_000 + meta.getDatabaseMinorVersion();
    }

    /** Returns the expression of what tells a database from any other. */
    static String identity(Dialect dialect) {
        return switch (dialect) {
            case MYSQL -> "CONCAT(@@server_uuid, '/', SCHEMA())";
            case MARIADB -> "CONCAT(@@hostname, ':', @@port, @@datadir, '/', SCHEMA())";
            case H2 -> "CONCAT(DATABASE_PATH(), '/', DATABASE(), '/', SCHEMA())";
        };
    }
}
