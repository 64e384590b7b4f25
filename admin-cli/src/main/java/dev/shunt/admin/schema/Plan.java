package dev.shunt.admin.schema;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What creates the tables that the target lacks: all tables first, then their foreign keys. Not thread-safe. */
final class Plan {
    /**
     * A statement, and the table that it is for.
     *
     * @param creates the table begins to be there with it
     */
    record Step(String table, String sql, boolean creates) {}

    /** Says whether the target has a table of the source. */
    interface There {
        boolean has(String table) throws SQLException;
    }

    private final List<Step> steps = new ArrayList<>();
    private final Map<String, List<String>> problems = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Makes the plan.
     *
     * @param missing names of tables as the source has them
     * @param there which of the others the target has
     */
    static Plan of(Connection source, Connection target, List<String> missing, There there) throws SQLException {
        Definitions definitions = Definitions.through(source);
        Translation translation = Translation.to(target, Dialect.of(source));
        Plan plan = new Plan();
        List<Definition> all = new ArrayList<>();
        Set<String> created = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String table : missing) {
            Definition definition = definitions.of(table);
            if (plan.create(definition, translation)) {
                all.add(definition);
                created.add(table);
            }
        }
        for (Definition definition : all) {
            plan.refer(definition, translation, table -> created.contains(table) || there.has(table));
        }
        return plan;
    }

    private boolean create(Definition definition, Translation translation) {
        List<String> found = new ArrayList<>();
        List<String> statements = definition.statements().stream()
                .map(statement -> translation.of(statement, found::add))
                .toList();
        if (!found.isEmpty()) {
            problems.put(definition.table(), found.stream().distinct().toList());
            return false;
        }
        for (int i = 0; i < statements.size(); i++) {
            steps.add(new Step(definition.table(), statements.get(i), i == 0));
        }
        return true;
    }

    private void refer(Definition definition, Translation translation, There parents) throws SQLException {
        for (Definition.ForeignKey foreignKey : definition.foreignKeys()) {
            String parent = foreignKey.parent();
            if (parent == null || !parents.has(parent)) {
                notes.add("foreign key " + foreignKey.name() + " of " + definition.table() + " is left out: "
                        + (parent == null ? "it refers to another schema" : parent + " is not on the target"));
            } else {
                steps.add(new Step(definition.table(), translation.of(foreignKey.statement(), problem -> {}), false));
            }
        }
    }

    List<Step> steps() {
        return steps;
    }

    /** Returns why tables cannot be created, by their names. */
    Map<String, List<String>> problems() {
        return problems;
    }

    List<String> notes() {
        return notes;
    }
}
