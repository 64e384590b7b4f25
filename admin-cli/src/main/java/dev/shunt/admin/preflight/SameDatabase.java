package dev.shunt.admin.preflight;

import java.sql.SQLException;

/** Whether both URLs lead to one schema. */
final class SameDatabase implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        if (pair.source().dialect != pair.target().dialect) {
            return;
        }
        String identity = "SELECT " + Products.identity(pair.source().dialect);
        String source = pair.source().value(identity);
        if (source.equals(pair.target().value(identity))) {
            String schema = pair.source().schema();
            findings.add(Finding.blocker(
                            "the databases", schema, schema, "Both URLs lead to the same schema of the same server.")
                    .fix("Correct target.url."));
        }
    }
}
