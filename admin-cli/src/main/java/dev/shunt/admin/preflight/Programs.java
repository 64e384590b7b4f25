package dev.shunt.admin.preflight;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Views, procedures and functions that the target lacks. */
final class Programs implements Check {
    private static final Map<String, String> QUERIES = Map.of(
            "view", "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.VIEWS WHERE TABLE_SCHEMA = SCHEMA()",
            "procedure", routines("PROCEDURE"),
            "function", routines("FUNCTION"));

    private static String routines(String type) {
        return "SELECT ROUTINE_NAME FROM INFORMATION_SCHEMA.ROUTINES WHERE ROUTINE_SCHEMA = SCHEMA() AND ROUTINE_TYPE = '"
                + type + "'";
    }

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            Set<String> missing = names(pair.source(), query.getValue());
            missing.removeAll(names(pair.target(), query.getValue()));
            missing.forEach(name -> findings.add(Finding.warning(
                            query.getKey() + " " + name,
                            "",
                            "missing",
                            "After the cutover statements that use it fail; reads of views stay on the source until then.")
                    .fix("Create it on the target.")));
        }
    }

    private static Set<String> names(Database database, String sql) throws SQLException {
        return database.asked(sql).stream()
                .map(row -> row.text(0))
                .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
    }
}
