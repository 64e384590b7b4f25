package dev.shunt.admin.preflight;

import dev.shunt.admin.schema.Translation;
import dev.shunt.config.Side;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Character sets and collations of the servers, the schemas and the connections. */
final class CharacterSets implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        if (!pair.mysql()) {
            return;
        }
        compare(pair, findings, "collation_server", "It is what new schemas get.");
        Finding schema = compared(
                pair,
                "collation_database",
                "It is what new tables get that name none, and what stored programs compare by.");
        if (schema != null) {
            String charset = pair.source().variable("character_set_database");
            boolean known =
                    Translation.to(pair.target().own(), pair.source().dialect).knows(schema.source());
            findings.add(
                    known
                            ? schema.sql(
                                    Side.TARGET,
                                    "ALTER DATABASE "
                                            + pair.target().quote(pair.target().schema()) + " CHARACTER SET " + charset
                                            + " COLLATE " + schema.source())
                            : schema.fix("The target does not know it: choose one that compares alike."));
        }
        for (String name : new String[] {"collation_connection", "character_set_client", "character_set_results"}) {
            String source = pair.source().variable(name);
            String target = pair.target().variable(name);
            if (!Translation.same(source, target)) {
                findings.add(Finding.warning(
                                name,
                                source,
                                target,
                                "Texts of a statement are compared, or read, otherwise on the target where no column decides.")
                        .fix("Name it in both URLs: connectionCollation, characterEncoding."));
            }
        }
    }

    private static void compare(Pair pair, Findings findings, String name, String why) throws SQLException {
        Finding finding = compared(pair, name, why);
        if (finding != null) {
            findings.add(finding);
        }
    }

    private static @Nullable Finding compared(Pair pair, String name, String why) throws SQLException {
        String source = pair.source().variable(name);
        String target = pair.target().variable(name);
        return Translation.same(source, target) ? null : Finding.note(name, source, target, why);
    }
}
