package dev.shunt.admin.preflight;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether both servers tell names of tables apart by the case of their letters. */
final class NameCase implements Check {
    private static final String NAME = "lower_case_table_names";

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        if (pair.mysql()) {
            found(pair.source().global(NAME), pair.target().global(NAME), pair.names())
                    .forEach(findings::add);
        }
    }

    static List<Finding> found(String source, String target, List<String> names) {
        if (source.equals(target)) {
            return List.of();
        }
        List<Finding> found = new ArrayList<>();
        found.add(Finding.warning(
                        NAME,
                        source,
                        target,
                        source.equals("0")
                                ? "Names are kept in lower case on the target: what lists tables sees other names."
                                : "The target tells Orders from orders: statements that write a name otherwise fail there.")
                .fix("Make a new target with the source's value; a server that has data cannot change it."));
        if (!target.equals("0")) {
            Map<String, List<String>> folded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            names.forEach(name ->
                    folded.computeIfAbsent(name, first -> new ArrayList<>()).add(name));
            folded.values().stream()
                    .filter(same -> same.size() > 1)
                    .forEach(same -> found.add(Finding.blocker(
                                    String.join(", ", same),
                                    "tables of their own",
                                    "one table",
                                    "The target cannot tell them apart.")
                            .fix("Rename one of them, or make a new target with lower_case_table_names = 0.")));
        }
        return found;
    }
}
